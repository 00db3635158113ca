# syntax=docker/dockerfile:1
# Debian, not Alpine: the native part of Temporal's SDK is linked against glibc.
ARG NODE_VERSION=24.21.0

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build \
  && npm prune --omit=dev --no-audit --no-fund \
  # Qdrant has a container of its own.
  && rm -rf node_modules/@just-memory

FROM node:${NODE_VERSION}-slim
# TLS to Temporal Cloud checks certificates against the system's list, which the slim image lacks.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/lib lib
COPY package.json LICENSE ./
COPY bin bin
# A named volume mounted here takes over this owner.
RUN install --directory --owner=node --group=node /data
ENV HOLDFAST_DATA_DIR=/data
USER node
# As the first line of bin/holdfast.js, and for the same reason.
CMD ["node", "--max-semi-space-size=4", "bin/holdfast.js", "worker"]
