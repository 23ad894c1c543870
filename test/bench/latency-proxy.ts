import { connect, createServer, type Socket } from 'node:net';

export interface LatencyProxy {
  readonly url: string;
  close(): void;
}

/** A connection costs a round trip for TCP and one for TLS before the first request. */
const handshakes = 2;

/**
 * Passes bytes on to `target`, each request `ms` late: one round trip costs `ms` more, whatever the answer. The first request of a
 * connection waits for the handshakes.
 */
export async function startLatencyProxy(target: string, ms: number): Promise<LatencyProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    upstream.pipe(client);
    const ready = performance.now() + handshakes * ms;
    client.on('data', (bytes) => {
      const wait = Math.max(0, ready - performance.now());
      setTimeout(() => upstream.write(bytes), wait + ms);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as { port: number };
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${own}`, close };
}
