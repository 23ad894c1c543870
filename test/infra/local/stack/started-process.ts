import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compiledCode } from '../../compiled-code.ts';

export const root = join(import.meta.dirname, '../../../..');

export const startScript = join(root, 'infra/local/stack/start.ts');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly url: string;
  readonly banner: string;
  /** The commands of the banner, each as a line to paste. */
  readonly steps: readonly string[];
  /** Sends a signal to the started process and waits for the end of the process. */
  end(signal: NodeJS.Signals): Promise<Ended>;
  /** Kills the process and all children that still run. */
  kill(): void;
}

/** The environment of a fresh shell in which only `env` is set. The functions are bundled once for all tests. */
function environment(env: Record<string, string>): Record<string, string> {
  return {
    ...compiledCode(),
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    OEMS_DIST_DIR: join(root, 'dist'),
    ...env,
  };
}

/**
 * Starts the local stack as a process and waits for the banner. Rejects with the output if the process ends before
 * the banner.
 */
export async function startProcess(
  cwd: string,
  env: Record<string, string> = {},
  command: readonly [string, ...string[]] = [process.execPath, startScript],
): Promise<Started> {
  const child = spawn(command[0], command.slice(1), { cwd, env: environment({ PORT: '0', ...env }), detached: true });
  const ended = collect(child);
  endWithTests(child, ended);
  const banner = await Promise.race([bannerOf(child), ended.then((end) => Promise.reject(new Error(end.stderr)))]);
  return {
    url: /OEMS ready: (\S+)/.exec(banner)?.[1] ?? '',
    steps: [...banner.matchAll(/^\d\. .*\n(.*)$/gm)].map(([, command = '']) => command),
    banner,
    kill: () => killGroup(child.pid),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs the local stack until the process ends without a signal. */
export function runProcess(cwd: string, env: Record<string, string>, options: readonly string[] = []): Promise<Ended> {
  return collect(spawn(process.execPath, [startScript, ...options], { cwd, env: environment(env) }));
}

async function collect(child: ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream }) {
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  const [stdout, stderr] = await output;
  return { code, signal, stdout, stderr };
}

function bannerOf(child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<string> {
  let seen = '';
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      seen += chunk;
      if (/^3\. .+\n.+\n\n/m.test(seen)) resolve(seen);
    });
  });
}

/** Tests that are killed leave no stack behind: the guard's input closes with this process, and the guard then kills the group. */
function endWithTests({ pid }: ChildProcess, ended: Promise<unknown>): void {
  const script = 'cat > /dev/null; kill -KILL -- "-$1"';
  const guard = spawn('sh', ['-c', script, 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  void ended.then(() => guard.kill('SIGKILL'));
}

/** A detached child leads a new process group. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // No process is left, as wanted.
  }
}
