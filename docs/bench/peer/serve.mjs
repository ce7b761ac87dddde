// Serves the peer: PostGraphile over the tables of a database, in as many processes as there are processors for, which share
// the port. Settings are from the environment: PEER_DATABASE (a connection string), PEER_PORT, PEER_PROCESSES, PEER_POOL.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const port = Number(process.env.PEER_PORT ?? 5678);
const processes = Number(process.env.PEER_PROCESSES ?? 2);

if (cluster.isPrimary && processes > 1) {
  let stopping = false;
  for (let i = 0; i < processes; i++) cluster.fork();
  cluster.on("exit", () => {
    if (!stopping) process.exit(1); // one that is missing would falsify what is measured
  });
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, () => {
      stopping = true;
      for (const worker of Object.values(cluster.workers)) worker.kill("SIGTERM");
      process.exit(0);
    });
  }
} else {
  const server = createServer();
  server.keepAliveTimeout = 600_000;
  const pgl = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [
      makePgService({
        connectionString: process.env.PEER_DATABASE,
        schemas: ["peer"],
        pubsub: false,
        poolConfig: { max: Number(process.env.PEER_POOL ?? 10), min: 2, idleTimeoutMillis: 0 },
      }),
    ],
    schema: { defaultBehavior: "-connection +list -resource:insert -resource:update -resource:delete -filterBy -orderBy" },
    grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false, watch: false, maxRequestLength: 1_000_000 },
    grafast: { explain: false },
  });
  const serv = pgl.createServ(grafserv);
  await serv.addTo(server);
  server.listen(port, "127.0.0.1");
}
