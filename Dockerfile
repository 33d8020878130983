# The service of docs/serving.md, without a model: mount a folder of models at /models.
#   docker build -t mrcnn-serve .
#   docker run --rm -p 8080:8080 --memory 4g -v "$PWD/models:/models:ro" mrcnn-serve --model cells=/models/cells.mrcnn
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
# The class path that the build writes has every jar that the command line needs, native libraries of this platform included.
RUN mvn -q -B -Pquick -DskipTests -pl mrcnn-cli -am package \
 && mkdir -p /app/lib \
 && tr ':' '\n' <mrcnn-cli/target/class-path.txt | xargs cp -t /app/lib \
 && cp mrcnn-cli/target/mrcnn-cli-0.1.0-SNAPSHOT.jar /app/lib/

# Debian and Ubuntu: the native libraries need glibc, which Alpine does not have.
FROM eclipse-temurin:17-jre
# OpenMP for convolutions; a font for the labels of drawings.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --uid 10001 mrcnn
COPY --from=build /app /app
USER mrcnn
# Images, temporary files of answers and unpacked native libraries: with --read-only, mount a tmpfs at /tmp.
ENV LC_ALL=C.UTF-8 JAVA_TOOL_OPTIONS="-Dorg.bytedeco.javacpp.cachedir=/tmp/javacpp"
EXPOSE 8080
# There is no curl in every base image; bash opens a connection itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
# The heap is a quarter of the container's memory. JavaCPP's limits are percentages of the heap: native memory up to 62 % of the
# container, the whole process up to 90 %, so that a request fails with status 503 before the kernel ends the process.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=25", "-XX:InitialRAMPercentage=25", \
  "-Dorg.bytedeco.javacpp.maxbytes=250%", "-Dorg.bytedeco.javacpp.maxphysicalbytes=360%", "-Djava.awt.headless=true", \
  "-cp", "/app/lib/*", "org.mrcnn.cli.Main", "serve", "--host", "0.0.0.0"]
