# claudework itself in a container. From a checkout:
#   npm pack && docker build -f docker/server.Dockerfile -t claudework .
# How to run it, and what that means for the machine, is in docker/compose.yaml.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
# Any image with Node 22.22 or newer will do, also one that starts something else by itself.
USER root
ENTRYPOINT []

RUN { command -v git && command -v ssh; } >/dev/null \
 || { apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git openssh-client \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/*; }

COPY claudework-*.tgz /tmp/claudework.tgz
RUN npm install --global --no-fund --no-audit /tmp/claudework.tgz \
 && npm cache clean --force \
 && rm -rf /root/.npm /tmp/*

RUN install -d -o 1000 -g 1000 -m 0700 /data
ENV NODE_ENV=production CLAUDEWORK_DATA_DIR=/data HOME=/data
USER 1000:1000
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 4600}/trpc/health.get`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["claudework", "serve"]
