// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: conversion of a configuration to the settings of the data module. */
package org.mrcnn.core.internal.data;
