import { expect, it } from 'vitest';
import { banner } from '../../../../infra/local/stack/banner.ts';
import type { HostAddress } from '../../../../infra/local/stack/simulated-hosts.ts';

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

it('the banner shows addresses, token, keys and a first call that registers the keys', async () => {
  const text = await banner({ url: 'http://oems', token: async () => 'TOKEN', addresses: [spot, futures] });
  const [spotKey, spotSecret] = [/^apiKey: (.*)$/m, /^secret: (.*)$/m].map((line) => line.exec(text)?.[1]);
  const [futuresKey, futuresSecret] = [/^futuresApiKey: (.*)$/m, /^futuresSecret: (.*)$/m].map(
    (line) => line.exec(text)?.[1],
  );
  expect(text).toBe(`OEMS ready: http://oems

Token (tenant demo, all scopes, 1 h; more with npm run -s token):
TOKEN

Kraken Spot:    http://s (simulator)
Kraken Futures: https://f
Sandbox keys:
apiKey: ${spotKey}
secret: ${spotSecret}
futuresApiKey: ${futuresKey}
futuresSecret: ${futuresSecret}

First call:
curl -X POST http://oems/delegation/register-exchange-account -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" -d '{"exchange_account_id":"exchange_my_kraken","exchange":"kraken","params":{"apiKey":"${spotKey}","secret":"${spotSecret}","futuresApiKey":"${futuresKey}","futuresSecret":"${futuresSecret}"}}'
`);
  expect([spotKey, spotSecret, futuresKey, futuresSecret].every((value) => (value?.length ?? 0) > 40)).toBe(true);
});

it('a stack with a data folder names the folder in the token command, which needs the signing key', async () => {
  const shown = { url: 'http://oems', token: async () => 'TOKEN', addresses: [spot, futures] };
  expect(await banner(shown, 'my-data')).toContain('more with OEMS_DATA_DIR=my-data npm run -s token)');
  expect(await banner(shown, 'my data')).toContain("more with OEMS_DATA_DIR='my data' npm run -s token)");
});
