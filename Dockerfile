# The image holds one static program under two names and nothing else: no shell, no package, no user but a number.
FROM rust:1.95-slim AS build
ARG PROFILE=image
# What --version, /health and the metrics call the build: the commit of a release.
ARG CHORDPRO_BUILD=
WORKDIR /src
COPY . .
# The C library goes into the program; naming the target keeps that flag away from build scripts.
RUN host=$(rustc -vV | sed -n 's/^host: //p') \
 && RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --profile "$PROFILE" --target "$host" -p chordpro-image \
 && directory=$([ "$PROFILE" = dev ] && echo debug || echo "$PROFILE") \
 && mkdir /out && cp "target/$host/$directory/chordpro-image" /out/chordpro-api && ln -s chordpro-api /out/chordpro

FROM scratch
COPY --from=build /out/ /usr/local/bin/
ENV PATH=/usr/local/bin
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=2s --retries=3 CMD ["/usr/local/bin/chordpro-api", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/chordpro-api"]
