import { expect, it } from 'vitest';
import { banner } from '../../../../infra/local/stack/banner.ts';
import { nextSteps } from '../../../../infra/local/stack/next-steps.ts';
import { type HostAddress, sandboxParams } from '../../../../infra/local/stack/simulated-hosts.ts';
import { exchangeIds } from '../../../../lib/exchanges/exchanges.ts';

const simulator = {} as HostAddress['simulator'];
const spot = {
  exchange: 'kraken',
  host: 'spot',
  title: 'Kraken Spot',
  variable: 'A',
  url: 'http://s',
  simulator,
} as const;
const futures = { ...spot, host: 'futures', title: 'Kraken Futures', variable: 'B', url: 'https://f', simulator: null };
const addresses = [spot, futures];

it('the banner shows addresses, sandbox keys and three steps, in less than a screen', () => {
  const text = banner({ url: 'http://oems', addresses, logFile: '.oems/stack-3000.log' });
  expect(text).toMatch(
    /^OEMS ready: http:\/\/oems\n\n {2}page {12}http:\/\/oems\/\n {2}API reference {3}http:\/\/oems\/docs\n/,
  );
  expect(text).toContain('  Kraken Spot     http://s (simulator)\n  Kraken Futures  https://f\n');
  expect(text).toContain('  log             .oems/stack-3000.log\n');
  for (const exchange of exchangeIds)
    for (const [name, value] of Object.entries(sandboxParams(exchange)))
      expect(text).toMatch(new RegExp(`^ {2}${exchange} ${name} +${value.replaceAll(/[+/=]/g, '\\$&')}$`, 'm'));
  expect(text.split('\n').length).toBeLessThan(40);
  expect(text).not.toMatch(/^ey/m);
});

it('each step is a line to copy, and no line is longer than a screen takes', () => {
  const steps = nextSteps('http://oems', {});
  expect(steps.map(({ command }) => command.split(' ')[0])).toEqual(['TOKEN=$(npm', 'for', 'curl']);
  for (const { command } of steps) expect(command).toMatch(/^[^\n]{1,400}$/);
  const text = banner({ url: 'http://oems', addresses });
  for (const [index, { title, command }] of steps.entries())
    expect(text).toContain(`${index + 1}. ${title}\n${command}\n`);
});

it('a stack with a data folder names the folder in the token command, which needs the signing key', () => {
  const [plain, spaced, quoted] = ['my-data', 'my data', "it's"].map(
    (dir) => nextSteps('http://oems', { dataDir: dir })[0]?.command,
  );
  expect(plain).toBe('TOKEN=$(OEMS_DATA_DIR=my-data npm run -s token)');
  expect(spaced).toBe("TOKEN=$(OEMS_DATA_DIR='my data' npm run -s token)");
  expect(quoted).toBe("TOKEN=$(OEMS_DATA_DIR='it'\\''s' npm run -s token)");
});
