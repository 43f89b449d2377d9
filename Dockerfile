# The image holds one static program under three names, its licences, and nothing else: no shell, no package, no user but a number.
# The bill of materials of a release lists the crates of Cargo.lock: in the one static program no scanner sees them.
ARG BUILDKIT_SBOM_SCAN_CONTEXT=true
FROM rust:1.95-slim@sha256:e14e87345b4d5964ddcc3491d27ee046a0f23820f340c3c1e24da6880141f7c0 AS rust
WORKDIR /src

# What decides about dependencies: manifests and lock file, with empty programs. As long as these stay the same, the layer of the
# dependencies below is taken from the cache.
FROM rust AS manifests
COPY . .
RUN find crates -name '*.rs' ! -path '*/src/lib.rs' ! -path '*/src/main.rs' ! -path '*/benches/*' ! -path '*/tests/*' -delete \
 && find crates -type f ! -name Cargo.toml ! -name '*.rs' -delete \
 && find crates -name '*.rs' | while read -r file; do echo 'fn main() {}' >"$file"; done

FROM rust AS build
ARG PROFILE=image
# The C library goes into the program; naming the target keeps that flag away from build scripts.
ENV RUSTFLAGS="-C target-feature=+crt-static"
COPY --from=manifests /src/ ./
RUN cargo build --locked --profile "$PROFILE" --target "$(rustc --print host-tuple)" -p chordpro-image
COPY . .
# What --version, /health and the metrics call the build: the commit of a release.
ARG CHORDPRO_BUILD=
# Files of the context may be older than the empty programs that were built from their places.
RUN host=$(rustc --print host-tuple) \
 && find crates -name '*.rs' -exec touch {} + \
 && cargo build --locked --profile "$PROFILE" --target "$host" -p chordpro-image \
 && directory=$([ "$PROFILE" = dev ] && echo debug || echo "$PROFILE") \
 && mkdir -p /out/usr/local/bin /out/usr/share/doc/chordpro-api \
 && cp "target/$host/$directory/chordpro-image" /out/usr/local/bin/chordpro-api \
 && ln -s chordpro-api /out/usr/local/bin/chordpro \
 && ln -s chordpro-api /out/usr/local/bin/curl \
 && /out/usr/local/bin/chordpro-api licences >/out/usr/share/doc/chordpro-api/licences.txt

FROM scratch
ARG CHORDPRO_BUILD=
ARG VERSION=
ARG SOURCE=
LABEL org.opencontainers.image.title="chordpro-api" \
      org.opencontainers.image.description="Converts ChordPro songs over HTTP" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.revision="$CHORDPRO_BUILD" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.licenses="(MIT OR Apache-2.0) AND GPL-3.0-or-later WITH Font-exception-2.0 AND OFL-1.1 AND Bitstream-Vera AND Apache-2.0"
COPY --from=build /out/ /
ENV PATH=/usr/local/bin
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=2s --retries=3 CMD ["/usr/local/bin/chordpro-api", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/chordpro-api"]
