import { once } from 'node:events';
import { join } from 'node:path';
import { stop as stopBundler } from 'esbuild';
import { bundleInChunks } from '../../bundle.ts';
import { readCommandLine } from '../../command-line.ts';
import { banner } from './banner.ts';
import { logInto, type StackLog, terminalLog } from './log-file.ts';
import { type SandboxStack, startSandboxStack } from './sandbox-stack.ts';
import { SettingsError, type StackSettings, settingsFromEnvironment } from './settings.ts';
import { tokenCommand } from './token-command.ts';

/**
 * `npm start`: runs until SIGINT or SIGTERM. Bundles the functions first unless OEMS_DIST_DIR names a folder of
 * bundles.
 */
const USAGE = `usage: npm start -- [--logs]

Starts the gateway, the functions, DynamoDB, KMS, a token issuer and the simulators of the exchanges. Ctrl-C ends the stack.

  --logs   shows the log lines in this terminal, in short form (default: JSON lines in a file of that folder)
  --help   shows this text

Variables: PORT (3000; 0 takes a free port), OEMS_DATA_DIR (folder that keeps everything; without it only the key of the tokens
stays, in .oems), OEMS_WORKERS (4 threads a function). docs/simulators.md lists them all.
`;

process.env.TZ = 'UTC';
const { values } = readCommandLine({ usage: USAGE, options: { logs: { type: 'boolean' } } });

try {
  const settings = settingsFromEnvironment(process.env);
  if (!process.env.OEMS_DIST_DIR) await bundleFunctions(settings);
  console.log('starting the stack and the simulators …');
  await runUntilStopped(settings);
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}

async function bundleFunctions({ distDir }: StackSettings): Promise<void> {
  console.log('bundling the functions …');
  await bundleInChunks(distDir).finally(stopBundler);
}

/** The file is opened once the stack has the folder: the log of a stack that runs there already stays whole. */
async function runUntilStopped(settings: StackSettings): Promise<void> {
  let log: StackLog = terminalLog(process.stderr);
  const tokenHint = `tokens for this stack: ${tokenCommand(settings)}`;
  const stack = await startSandboxStack({ ...settings, tokenHint, onLog: (line, name) => log.write(line, name) });
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const logFile = values.logs ? undefined : logFileOf(settings, stack);
  if (logFile !== undefined) log = logInto(logFile);
  console.log(banner({ ...settings, ...stack, logFile }));
  await stopped;
  console.log('stopping');
  await stack.close();
  log.close();
}

/** Two stacks in the same folder have different ports. */
function logFileOf({ tokenDir = '.oems' }: StackSettings, { url }: SandboxStack): string {
  return join(tokenDir, `stack-${new URL(url).port}.log`);
}
