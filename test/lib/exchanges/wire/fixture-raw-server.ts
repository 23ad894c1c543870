import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** Answers the text of a request. */
export type Behaviour = (socket: Socket, request: string) => void;

/** A TCP server that writes the bytes of a test, also bytes that an HTTP server would refuse to write. */
export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** Texts of the requests received, each whole. */
  readonly requests: string[];
  /** Connections made since the start. */
  readonly connections: () => number;
  /** Connections open now. */
  readonly open: () => Promise<number>;
  behave: Behaviour;
  /** Ends the connections that are open, and goes on listening. */
  dropAll(): Promise<void>;
  close(): Promise<void>;
}

export async function startRawServer(behave: Behaviour = () => undefined): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let made = 0;
  const server = createServer((socket) => {
    made += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (!isWhole(text)) return;
      raw.requests.push(text);
      const request = text;
      text = '';
      raw.behave(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const raw: RawServer = {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: [],
    connections: () => made,
    open: () => openConnections(server),
    behave,
    dropAll: async () => {
      const open = [...sockets];
      await Promise.all(open.map((socket) => new Promise<void>((resolve) => socket.on('close', resolve).end())));
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return raw;
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return text.length - end - 4 >= length;
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

/** A complete HTTP answer. */
export function httpAnswer(body: string, status = 200, extra = ''): string {
  return `HTTP/1.1 ${status} Text\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${extra}\r\n${body}`;
}
