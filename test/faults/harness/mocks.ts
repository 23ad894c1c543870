import { vi } from 'vitest';

/** Imported first: the functions' own code runs as it is, but over virtual sockets and virtual sleeps. */
vi.mock('../../../lib/exchanges/wire/transport.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../lib/exchanges/wire/transport.ts')>();
  const { transportOver } = await import('./exchange.ts');
  return { ...original, createTransport: transportOver(original.TransportError) };
});

vi.mock('../../../lib/exchanges/wire/connections.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../../lib/exchanges/wire/connections.ts')>()),
  openEarly: () => undefined,
}));

vi.mock('node:timers/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:timers/promises')>();
  const { currentInvocation, sleep } = await import('./time.ts');
  const setTimeout = (ms?: number, value?: unknown, options?: object) =>
    currentInvocation() === undefined ? original.setTimeout(ms, value, options) : sleep(ms ?? 0).then(() => value);
  return { ...original, setTimeout };
});

/** An import takes real time, which is not virtual time's to order: a container's modules are loaded once, then at hand. */
vi.mock('../../../lib/exchanges/load-exchange.ts', async (importOriginal) => {
  const { loadExchange } = await importOriginal<typeof import('../../../lib/exchanges/load-exchange.ts')>();
  const loaded = new Map<string, ReturnType<typeof loadExchange>>();
  return {
    loadExchange: (market: Parameters<typeof loadExchange>[0]) => {
      const name = `${market.exchange} ${market.marketType}`;
      const module = loaded.get(name) ?? loadExchange(market);
      loaded.set(name, module);
      return module;
    },
  };
});

/** So does a thread that (de)compresses the markets: on a busy machine long enough for the scheduler to go on without it. */
vi.mock('node:zlib', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:zlib')>();
  type Done = (error: null, bytes: Buffer) => void;
  return {
    ...original,
    brotliCompress: (bytes: Buffer, options: object, done: Done) =>
      done(null, original.brotliCompressSync(bytes, options)),
    brotliDecompress: (bytes: Buffer, done: Done) => done(null, original.brotliDecompressSync(bytes)),
  };
});
