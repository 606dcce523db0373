FROM node:20-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY package.json package-lock.json ./
RUN npm ci --include=dev
COPY . .
RUN node lib/cli/buildhours.mjs build
RUN npm prune --omit=dev
RUN mkdir -p .data
RUN chown -R node .data
USER node
EXPOSE 3000
ENTRYPOINT ["node", "lib/cli/buildhours.mjs"]
CMD ["start"]
