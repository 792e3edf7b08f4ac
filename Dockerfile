# The dependencies that run: without types and source maps, and without the plugins for bundlers that
# @sentry/node brings along (with them a whole command line), which nothing here loads.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/sentry node_modules/@sentry/bundler-plugins \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
  && node -e "import('@sentry/node')"

# The web page. It is built here, where its tools are; what serves it needs none of them.
FROM node:24-slim AS page
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts ./scripts
COPY src/domain ./src/domain
COPY web ./web
RUN node scripts/build-page.ts

FROM node:24-slim
ENV NODE_ENV=production \
    DATABASE_URL=/data/errors.db \
    HOST=0.0.0.0 \
    PORT=8000
RUN mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY --from=page /app/web/dist ./web/dist
# From here ./data/errors.db, the program's own default and what an .env may say, is /data/errors.db too.
WORKDIR /
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8000) + '/health').then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
# No shell and no npm between: SIGTERM reaches node.
CMD ["node", "/app/src/main.js"]
