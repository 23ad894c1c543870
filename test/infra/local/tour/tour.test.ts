import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../infra/local/exchanges/kraken/sandbox.ts';
import { type SandboxStack, startSandboxStack } from '../../../../infra/local/stack/sandbox-stack.ts';
import { sandboxParams } from '../../../../infra/local/stack/simulated-hosts.ts';
import { guideExchange } from '../../../../infra/local/tour/walk.ts';
import { exchangeIds, exchanges } from '../../../../lib/exchanges/exchanges.ts';
import { compiledCode } from '../../compiled-code.ts';
import { root } from '../stack/started-process.ts';

let stack: SandboxStack;
let running: Record<string, string>;

beforeAll(async () => {
  const settings = { port: 0, workers: 2, distDir: join(root, 'dist'), functionEnv: {}, onLog: () => {} };
  stack = await startSandboxStack(settings);
  const token = await stack.token('tour', 'oems/read oems/trade oems/admin');
  running = {
    OEMS_URL: stack.url,
    OEMS_TOKEN: token,
    OEMS_KRAKEN_SPOT_URL: stack.urls.kraken.spot,
    OEMS_KRAKEN_FUTURES_URL: stack.urls.kraken.futures,
  };
});

afterAll(() => stack?.close());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function tour(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const options = {
    cwd: root,
    env: { ...compiledCode(), PATH: process.env.PATH, OEMS_DIST_DIR: join(root, 'dist'), ...env },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'infra/local/tour/tour.ts'), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** Title and call of each step. */
function titles(text: string): string[][] {
  return [...text.matchAll(/^ {2}([A-Z0-9(].*)\n {2}> (\w+ \/\w+)/gm)].map(([, ...all]) => all);
}

describe('npm run tour', () => {
  it('the tour walks the whole guide on a new stack and prints no whole key, secret or token', async () => {
    const { code, stdout, stderr } = await tour({});
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/\nTour complete: (4[5-9]|[5-9]\d) calls answered as the guide says\.\n$/);
    for (const secret of [...Object.values(sandbox.spot), ...Object.values(sandbox.futures)]) {
      expect(stdout).not.toContain(secret);
    }
    for (const [, value = ''] of stdout.matchAll(
      /"(?:apiKey|secret|futuresApiKey|futuresSecret|api_key)": "([^"]*)"/g,
    )) {
      expect(value).toMatch(/^(\*\*\*.{4})?$/);
    }
    expect(stdout).not.toMatch(/\bey[\w-]+\.[\w-]+\./);
  }, 120_000);

  it('the tour can be repeated on a running stack, by the name of its exchange too, and leaves no account and no futures order', async () => {
    const [plain, named] = [await tour(running), await tour(running, '--exchange', guideExchange)];
    expect([plain.code, named.code]).toEqual([0, 0]);
    expect(titles(named.stdout)).toEqual(titles(plain.stdout));
    expect(titles(plain.stdout).length).toBeGreaterThan(45);
    const headers = { authorization: `Bearer ${running.OEMS_TOKEN}` };
    const accounts = await (await fetch(`${stack.url}/delegation/exchange-accounts`, { headers })).json();
    expect(accounts).toMatchObject({ data: { count: 0 } });
    expect(await stack.simulators.kraken.futures?.control('state')).toMatchObject({
      customers: expect.arrayContaining([
        expect.objectContaining({ customer: 'sandbox', open_orders: [], positions: [] }),
      ]),
    });
  }, 120_000);

  it('the tour leaves out steps that need the simulators without simulator addresses', async () => {
    const { OEMS_URL = '', OEMS_TOKEN = '' } = running;
    const { code, stdout } = await tour({ OEMS_URL, OEMS_TOKEN });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nTour complete: \d+ calls answered as the guide says, 10 left out\.\n$/);
  });

  it('a dead OEMS_URL and a missing token are reported in a single line', async () => {
    const gone = await tour({ OEMS_URL: 'http://127.0.0.1:1', OEMS_TOKEN: 'x' });
    expect([gone.code, gone.stderr]).toEqual([1, 'no answer from http://127.0.0.1:1: is the stack running there?\n']);
    const { code, stderr } = await tour({ OEMS_URL: stack.url });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^OEMS_TOKEN: give a token.*\n$/)]);
  });
});

describe('npm run tour -- --exchange', () => {
  const others = exchangeIds.filter((exchange) => exchange !== guideExchange);

  it.each(others)(
    'the tour walks through %s, tells what the exchange lacks, and leaves nothing behind',
    async (exchange) => {
      const { OEMS_URL = '', OEMS_TOKEN = '' } = running;
      const hosts = stack.addresses.filter((address) => address.exchange === exchange);
      const simulators = Object.fromEntries(hosts.map(({ variable, url }) => [variable, url]));
      const { code, stdout, stderr } = await tour({ OEMS_URL, OEMS_TOKEN, ...simulators }, '--exchange', exchange);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/\nTour complete: (3[5-9]|[4-9]\d) calls answered as the guide says(, \d left out)?\.\n$/);
      for (const secret of Object.values(sandboxParams(exchange))) expect(stdout).not.toContain(secret);
      const lacked = [...stdout.matchAll(/\n {2}(.*)\n {2}left out: (.*)\n/g)].map(
        ([, step, why]) => `${step}: ${why}`,
      );
      const trails = exchanges[exchange].markets.swap.capabilities.trailingDistances.length > 0;
      expect(lacked.some((line) => /^Perp trailing stop: .* has no trailing_stop orders$/.test(line))).toBe(!trails);
      const hasTransfers = exchanges[exchange].transfers.length > 0;
      expect(lacked.some((line) => line.startsWith('Transfer spot to futures'))).toBe(!hasTransfers);
      const amendsSpot = exchanges[exchange].markets.spot.regular.amend !== null;
      expect(lacked.some((line) => line.startsWith('Amend the order on spot'))).toBe(!amendsSpot);
      const headers = { authorization: `Bearer ${OEMS_TOKEN}` };
      const accounts = await (await fetch(`${stack.url}/delegation/exchange-accounts`, { headers })).json();
      expect(accounts).toMatchObject({ data: { count: 0 } });
    },
    120_000,
  );

  it('an exchange that is not there ends the tour with status 2 and the names', async () => {
    const { code, stderr } = await tour({}, '--exchange', 'nowhere');
    expect([code, stderr]).toEqual([2, expect.stringContaining(`give one of ${exchangeIds.join(', ')}`)]);
  });
});

type Lie = (path: string, answer: string) => string;

/** A proxy in front of the stack that changes every answer with `lie`. */
async function startLiar(lie: Lie): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '', headers } = request;
    const body = method === 'GET' || method === 'DELETE' ? null : await buffer(request);
    const own = { authorization: headers.authorization ?? '', 'content-type': 'application/json' };
    const answer = await fetch(stack.url + url, { method, headers: own, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(lie(url, await answer.text()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('npm run tour against a stack with false answers', () => {
  const lies: [string, Lie, RegExp][] = [
    [
      'a stop order rests as another type',
      (path, answer) => (path.includes('open-orders') ? answer.replaceAll('"stop_loss"', '"market"') : answer),
      /^- The order rests as a stop, .*order_type is "market", expected "stop_loss"$/m,
    ],
    [
      'a transfer moved another amount',
      (path, answer) => (path.includes('market_type=spot') ? answer.replace(/"total":(\d+)/, '"total":$19') : answer),
      /^- 100 USD left the spot wallet: .*total is .*, expected .* before, moved by -100\)$/m,
    ],
    [
      'a closed position is still there',
      (path, answer) => {
        const isEmptyList = path.includes('/positions') && answer.includes('"positions":[]');
        return isEmptyList ? answer.replace('[]', '[{"symbol":"BTC/USD:USD"}]') : answer;
      },
      /^- The position is closed: .* expected none$/m,
    ],
    [
      'a permission error has no remedy',
      (_path, answer) => answer.replaceAll('Query Funds', 'something'),
      /^- EGeneral:Permission denied: message is .* expected a text like/m,
    ],
  ];
  let ended: Ended;

  beforeAll(async () => {
    const { url, server } = await startLiar((path, answer) => lies.reduce((told, [, lie]) => lie(path, told), answer));
    ended = await tour({ ...running, OEMS_URL: url });
    server.closeAllConnections();
    server.close();
  });

  it('the tour ends with status 1 on false answers', () => {
    expect(ended.code).toBe(1);
  });

  it.each(lies)('the tour reports in a separate line that %s', (_name, _lie, line) => {
    const summary = ended.stdout.slice(ended.stdout.indexOf('\nTour failed: not what the guide says'));
    expect(summary).toMatch(line);
  });
});
