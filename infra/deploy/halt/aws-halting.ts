import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HaltingDeployment } from './operator-halt.ts';

/** Runs a program, and gives what the program prints. Throws for a status that is not 0. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

/** The stack of a stage, through the AWS CLI with the credentials and the region of the environment. */
export function awsHalting(stage: string, run: RunProgram = runProgram): HaltingDeployment {
  return {
    operator: async () => {
      const { Arn } = JSON.parse(await run('aws', ['sts', 'get-caller-identity', '--output', 'json'])) as {
        readonly Arn: string;
      };
      return Arn;
    },
    invoke: async (request) => {
      const folder = await mkdtemp(join(tmpdir(), 'operator-halt-'));
      try {
        return await invoke(`oems-${stage}-operator-halt`, request, join(folder, 'answer.json'), run);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Longer than the function may run. One attempt: the CLI would repeat a call that still runs. */
const readTimeoutSeconds = 75;

async function invoke(functionName: string, request: unknown, file: string, run: RunProgram): Promise<unknown> {
  const terms = ['--function-name', functionName, '--payload', JSON.stringify(request)];
  const how = ['--cli-binary-format', 'raw-in-base64-out', '--cli-read-timeout', String(readTimeoutSeconds)];
  const printed = await run('aws', ['lambda', 'invoke', ...terms, ...how, '--output', 'json', file]);
  const answer: unknown = JSON.parse(await readFile(file, 'utf8'));
  if ((JSON.parse(printed) as { readonly FunctionError?: string }).FunctionError === undefined) return answer;
  throw new Error((answer as { readonly errorMessage?: string }).errorMessage ?? 'the function failed');
}

const execute = promisify(execFile);

async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args, { env: { ...process.env, AWS_MAX_ATTEMPTS: '1' } });
  return stdout;
}
