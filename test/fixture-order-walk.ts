import { Agent, type ClientRequest } from 'node:http';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** A request to table or exchange: the port, and the files of the product on the way to the request, the nearest first. */
export interface Departure {
  readonly port: string;
  readonly files: readonly string[];
}

export interface Walk {
  /** Files of which a function ran. */
  readonly ran: ReadonlySet<string>;
  readonly departures: readonly Departure[];
  /** How often the functions of a file went on after an `await`. */
  readonly resumed: (file: string) => number;
}

/** Runs a call of the product and tells the files of `functions` and `lib` that the call passes through. */
export async function walkOf(call: () => Promise<unknown>): Promise<Walk> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Debugger.enable');
    await session.post('Profiler.enable');
    // The first answer holds everything that ran before.
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await session.post('Profiler.takePreciseCoverage');
    const departures = await departuresOf(call);
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const counts = new Map<string, number[]>();
    for (const { url, scriptId, functions } of result) {
      const file = productFile(url);
      if (file === null) continue;
      const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId });
      const counted = functions.flatMap(({ ranges: [range] }) =>
        range === undefined || range.count === 0 || isAccessor(scriptSource.slice(range.startOffset, range.endOffset))
          ? []
          : [range.count],
      );
      if (counted.length > 0) counts.set(file, counted);
    }
    const resumed = (file: string) => (counts.get(file) ?? []).reduce((sum, count) => sum + count - 1, 0);
    return { ran: new Set(counts.keys()), departures, resumed };
  } finally {
    session.disconnect();
  }
}

/** The way on which a test loads modules reads each export through a function of its own. */
function isAccessor(source: string): boolean {
  return /^\(\) => \{ try \{ return \w+ \} catch \{\} \}$/.test(source);
}

function productFile(url: string): string | null {
  const path = url.replace(/^file:\/\//, '');
  return new RegExp(`^${root}/((?:functions|lib)/[^?]+)`).exec(path)?.[1] ?? null;
}

type AddRequest = (request: ClientRequest, options: { readonly port?: number | string }) => void;

/** Every request passes through an agent of Node, with those who wait for the answer on the stack. */
async function departuresOf(call: () => Promise<unknown>): Promise<Departure[]> {
  const departures: Departure[] = [];
  const agent = Agent.prototype as unknown as { addRequest: AddRequest };
  const { addRequest } = agent;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  agent.addRequest = function add(request, options) {
    departures.push({ port: String(options.port), files: filesOn(new Error('here').stack ?? '') });
    return addRequest.call(this, request, options);
  };
  try {
    await call();
  } finally {
    agent.addRequest = addRequest;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return departures;
}

function filesOn(stack: string): string[] {
  const places = [...stack.matchAll(/(?:\(|at (?:async )?)((?:file:\/\/)?\/[^():]+)/g)].map(([, path = '']) => path);
  return [...new Set(places.map(productFile))].filter((file) => file !== null);
}
