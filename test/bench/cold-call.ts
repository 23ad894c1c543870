/**
 * One cold call in a process of its own: `node -e <this code> -- <bundle> <event as JSON> [further calls]`. Prints a
 * ColdCall of fresh-process.ts. The time that Node itself needs to start, the same for every bundle, is not counted.
 */
import { pathToFileURL } from 'node:url';

const [bundle = '', event = '{}', warmCalls = '0'] = process.argv.slice(1);
// A constant id: `crypto.randomUUID()` would load webcrypto before the measured code can.
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 29_000 };
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;

interface Clock {
  readonly at: number;
  readonly cpu: NodeJS.CpuUsage;
}

function now(): Clock {
  return { at: performance.now(), cpu: process.cpuUsage() };
}

function since({ at, cpu }: Clock) {
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - at, cpuMs: (user + system) / 1000 };
}

const started = now();
const { handler } = await import(pathToFileURL(bundle).href);
const importMs = since(started).ms;
const answer = await handler(JSON.parse(event), context);
const { ms, cpuMs } = since(started);
const loaded = (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList;
const heavyModules = loaded.filter((name) => /undici\/undici|webcrypto/.test(name));
const warm: ReturnType<typeof since>[] = [];
for (let call = 0; call < Number(warmCalls); call += 1) {
  const begun = now();
  const { statusCode } = await handler(JSON.parse(event), context);
  if (statusCode !== 200) throw new Error(`a warm call answered ${statusCode}`);
  warm.push(since(begun));
}
write(JSON.stringify({ importMs, callMs: ms - importMs, cpuMs, heavyModules, answer, warm }), () => process.exit());
