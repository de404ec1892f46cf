# The service as a container, from the jar that "mvn -DskipTests package" built:
#   docker build -t efficientnet-classifier .
#   docker build -t efficientnet-classifier:cuda --target cuda .     (after mvn -Pcuda -DskipTests package)
# JDK_IMAGE holds a JDK 25 in /opt/java/openjdk.
ARG BASE_IMAGE=docker.io/library/debian:12-slim
ARG JDK_IMAGE=docker.io/library/eclipse-temurin:25-jdk
ARG CUDA_IMAGE=docker.io/nvidia/cuda:12.9.1-cudnn-runtime-ubuntu22.04

FROM ${JDK_IMAGE} AS jdk

FROM ${BASE_IMAGE} AS base
# A base that has them needs no network.
RUN { ldconfig -p | grep -q 'libturbojpeg\.so\.0' && ldconfig -p | grep -q 'libwebp\.so\.7'; } || { \
	apt-get update && apt-get install -y --no-install-recommends libturbojpeg0 libwebp7 && rm -rf /var/lib/apt/lists/* /var/log/*; }

FROM base AS build
ENV PATH=/opt/java/openjdk/bin:/usr/local/bin:/usr/bin:/bin
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
RUN jlink --output /build/java --strip-java-debug-attributes --no-header-files --no-man-pages \
	--add-modules java.se,jdk.incubator.vector,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
WORKDIR /build
COPY target/efficientnet-classifier.jar ./
RUN java -Djarmode=tools -jar efficientnet-classifier.jar extract --layers --destination layers
# ONNX Runtime's natives for this processor beside its jar, so that no start unpacks them, and those for others not at all.
RUN mkdir onnxruntime jar && cd jar && jar xf ../layers/dependencies/lib/onnxruntime-*.jar \
	&& mv "ai/onnxruntime/native/linux-$(uname -m | sed s/x86_64/x64/)"/*.so ../onnxruntime/ && rm -r ai/onnxruntime/native \
	&& jar cfM ../layers/dependencies/lib/onnxruntime-*.jar .
COPY LICENSE app/
COPY bin app/bin
COPY models models
RUN chmod -R a+rX,go-w .

FROM base AS cpu
ENV PATH=/opt/java/bin:/usr/local/bin:/usr/bin:/bin \
	JAVA_HOME=/opt/java \
	CLASSIFIER_JAR=/app/efficientnet-classifier.jar \
	CLASSIFIER_ONNXRUNTIME_NATIVES=/app/onnxruntime
COPY --from=build /build/java /opt/java
COPY --from=build /build/onnxruntime /app/onnxruntime
COPY --from=build /build/layers/dependencies /app
COPY --from=build /build/models /app/models
COPY --from=build /build/app /app
COPY --from=build /build/layers/application /app
# Serves and classifies photos while executors are measured, so that later starts find their classes loaded and linked.
RUN --mount=type=tmpfs,target=/tmp \
	CLASSIFIER_JAVA_OPTIONS="-XX:+UseG1GC -XX:AOTCacheOutput=/app/efficientnet-classifier.aot" \
	/app/bin/classifier --classifier.shutdown.settle=0s & \
	until /app/bin/classifier check --ready; do kill -0 $! || exit 1; done \
	&& /app/bin/classifier bench --url http://localhost:8080 --connections 1 --seconds 6 \
	&& kill $! && { wait $! || [ $? = 143 ]; } && test -s /app/efficientnet-classifier.aot
# Half of the memory for the heap: models and executors live beside it.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError"
USER 10001:10001
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["/app/bin/classifier", "check", "--ready"]
ENTRYPOINT ["/app/bin/classifier"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="EfficientNet classifier" \
	org.opencontainers.image.description="Says what is in a picture, with EfficientNet" \
	org.opencontainers.image.licenses="Apache-2.0" \
	org.opencontainers.image.source="https://github.com/efficientnet-classifier/efficientnet-classifier" \
	org.opencontainers.image.version="${VERSION}" \
	org.opencontainers.image.revision="${REVISION}"

# The same with ONNX Runtime's GPU natives and what they load: CUDA 12 and cuDNN 9. The driver's library comes from the host.
FROM ${CUDA_IMAGE} AS cuda-libraries
RUN mkdir /libraries && cd /usr/local/cuda/lib64 && cp -L libcublas.so.12 libcublasLt.so.12 libcudart.so.12 libcufft.so.11 \
	libcurand.so.10 libnvrtc.so.12 libnvrtc-builtins.so.12.? /usr/lib/x86_64-linux-gnu/libcudnn*.so.9 /libraries/

FROM cpu AS cuda
COPY --from=cuda-libraries /libraries /opt/cuda
COPY target/onnxruntime-cuda/ai/onnxruntime/native/linux-x64 /app/onnxruntime-cuda
ENV CLASSIFIER_ONNXRUNTIME_NATIVES=/app/onnxruntime-cuda \
	LD_LIBRARY_PATH=/opt/cuda \
	NVIDIA_VISIBLE_DEVICES=all \
	NVIDIA_DRIVER_CAPABILITIES=compute,utility

FROM cpu
