import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import { startKrakenSpot } from '../../../../infra/local/exchanges/kraken/spot/simulator.ts';
import { compiledCode } from '../../compiled-code.ts';
import { root, runProcess, type Started, startProcess, startScript } from './started-process.ts';

const run = promisify(execFile);
const started: Started[] = [];
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-start-'));
});

afterAll(async () => {
  for (const { kill } of started) kill();
  await rm(dir, { recursive: true });
});

async function start(...args: Parameters<typeof startProcess>): Promise<Started> {
  const one = await startProcess(...args);
  started.push(one);
  return one;
}

/** Runs the first printed commands in a shell. The folder is not the project, so the token command names the program. */
async function paste({ steps }: Started, count: number, cwd = dir): Promise<Record<string, unknown>> {
  const token = `'${process.execPath}' '${join(root, 'infra/local/stack/token.ts')}'`;
  const script = steps.slice(0, count).join('\necho\n').replaceAll('npm run -s token', token);
  const { stdout } = await run('sh', ['-ec', script], { cwd });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function get(url: string, path: string, token: string): Promise<Response> {
  return fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
}

async function tokenOf({ steps }: Started): Promise<string> {
  const token = `'${process.execPath}' '${join(root, 'infra/local/stack/token.ts')}'`;
  const { stdout } = await run('sh', ['-ec', `${steps[0]?.replaceAll('npm run -s token', token)}; echo $TOKEN`], {
    cwd: dir,
  });
  return stdout.trim();
}

async function printedToken(cwd: string): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, 'infra/local/stack/token.ts'), '--tenant', 'demo'], {
    cwd,
    env: { ...compiledCode(), PATH: process.env.PATH },
  });
  return stdout.trim();
}

describe('npm start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'npm start prints two commands that work, %s ends the process with status 0, and the log is in the printed file',
    async (signal) => {
      const stack = await start(dir);
      expect(await paste(stack, 2)).toMatchObject({ isError: false, statusCode: 200 });
      const { code, stdout, stderr } = await stack.end(signal);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toBe(`${stack.banner}stopping\n`);
      const file = /^ {2}log +(\S+)$/m.exec(stack.banner)?.[1] ?? '';
      const lines = (await readFile(join(dir, file), 'utf8')).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).message)).toContain('call');
    },
  );

  it('the stack accepts tokens of npm run token from the same folder only', async () => {
    const stack = await start(dir);
    const other = await mkdtemp(join(dir, 'other-'));
    const statuses = [await printedToken(dir), await printedToken(other)].map(async (token) => {
      return (await get(stack.url, '/delegation/exchange-accounts', token)).status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 401]);
    await stack.end('SIGTERM');
  });

  it('the three printed commands end with a filled order; --logs shows each call in short form', async () => {
    const stack = await start(dir, {}, [process.execPath, startScript, '--logs']);
    expect(await paste(stack, 3)).toMatchObject({ data: { order: { status: 'filled' } } });
    expect(stack.banner).toMatch(/^ {2}log +this terminal$/m);
    const { stderr } = await stack.end('SIGTERM');
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d INFO {2}create-order {2}call {2}.*tenant=demo/m);
    expect(stderr).not.toMatch(/^\{/m);
  });

  it('a 401 names the command that prints a token for this very stack', async () => {
    const env = { OEMS_DATA_DIR: join(dir, 'own key') };
    const stack = await start(dir, env);
    const answer = await get(stack.url, '/delegation/exchange-accounts', await printedToken(dir));
    expect([answer.status, await answer.json()]).toMatchObject([
      401,
      { code: 'UNAUTHENTICATED', hint: `tokens for this stack: OEMS_DATA_DIR='${env.OEMS_DATA_DIR}' npm run -s token` },
    ]);
    expect(await paste(stack, 2)).toMatchObject({ isError: false });
    await stack.end('SIGTERM');
  });

  it('--help starts nothing and shows every option; an unknown option is refused with the options', async () => {
    const help = await runProcess(dir, {}, ['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/usage: npm start[\s\S]*--logs/) });
    const wrong = await runProcess(dir, {}, ['--log']);
    expect(wrong).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/'--log'[\s\S]*usage: npm start/),
    });
  });

  it('accounts and tokens in OEMS_DATA_DIR survive a restart', async () => {
    const env = { OEMS_DATA_DIR: join(dir, 'data') };
    const first = await start(dir, env);
    const token = await tokenOf(first);
    await paste(first, 2);
    await first.end('SIGTERM');
    const second = await start(dir, env);
    const path = '/oems/execution/balance?exchange_account_id=exchange_my_kraken&market_type=spot';
    expect(await (await get(second.url, path, token)).json()).toMatchObject({
      isError: false,
      data: { count: 6 },
    });
    await second.end('SIGTERM');
  });

  it('OEMS_KRAKEN_SPOT_URL replaces the simulator', async () => {
    await using parts = new AsyncDisposableStack();
    const world = parts.adopt(createWorld(), (part) => part.close());
    const spot = parts.adopt(await startKrakenSpot({ world }), (part) => part.close());
    const stack = await start(dir, { OEMS_KRAKEN_SPOT_URL: spot.url });
    expect(stack.banner.replaceAll(/ +/g, ' ')).toContain(`Kraken Spot ${spot.url}\n`);
    expect(await paste(stack, 2)).toMatchObject({ isError: false });
    expect(spot.protocol.log.map(({ path }) => path)).toEqual(['/0/private/GetApiKeyInfo']);
    await stack.end('SIGTERM');
  });

  it('a taken port is reported in a single line with the variable to set', async () => {
    const stack = await start(dir);
    const { port } = new URL(stack.url);
    const { code, stderr } = await runProcess(dir, { PORT: port });
    expect([code, stderr]).toEqual([
      1,
      `port ${port} is in use: set PORT to a free port, or to 0 for a random free port\n`,
    ]);
    await stack.end('SIGTERM');
  });

  it('a data folder in use is reported in a single line', async () => {
    const env = { OEMS_DATA_DIR: join(dir, 'held') };
    const stack = await start(dir, env);
    const { code, stderr } = await runProcess(dir, { PORT: '0', ...env });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^\S+ cannot be opened: is a local stack .* set OEMS_DATA_DIR .*\n$/),
    ]);
    await stack.end('SIGTERM');
  });
});

describe('npm start through npm, with the Node of the machine', () => {
  const path = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'npm start through npm ends with status 0 on %s and leaves no process behind',
    async (signal) => {
      const stack = await start(root, { PATH: path, OEMS_DATA_DIR: join(dir, signal) }, ['npm', 'start']);
      expect((await fetch(`${stack.url}/health`)).status).toBe(200);
      expect((await stack.end(signal)).code).toBe(0);
      await expect(fetch(`${stack.url}/health`)).rejects.toThrow();
    },
  );
});
