/**
 * One cold call in a process of its own: `node cold-call.ts <bundle> <event as JSON>`. Prints `{importMs, callMs, answer}`;
 * the time of Node itself to start, the same for every bundle, is not in it.
 */
import { pathToFileURL } from 'node:url';

const [bundle = '', event = '{}'] = process.argv.slice(2);
const context = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 29_000 };
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
const started = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const imported = performance.now();
const answer = await handler(JSON.parse(event), context);
const answered = performance.now();
write(JSON.stringify({ importMs: imported - started, callMs: answered - imported, answer }), () => process.exit());
