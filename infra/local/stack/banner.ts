import { sandbox } from '../exchanges/sandbox.ts';
import type { SandboxStack } from './sandbox-stack.ts';

/** Text of a started stack: addresses, a token, the sandbox keys and a first call to paste. */
export async function banner(stack: SandboxStack): Promise<string> {
  const token = await stack.token('demo', 'oems/read oems/trade oems/admin');
  return `OEMS ready: ${stack.url}

Token (tenant demo, all scopes, 1 h; more with npm run -s token):
${token}

Kraken Spot:    ${stack.spotUrl}${stack.spot ? ' (simulator)' : ''}
Kraken Futures: ${stack.futuresUrl}${stack.futures ? ' (simulator)' : ''}
Sandbox keys:
apiKey: ${sandbox.spot.apiKey}
secret: ${sandbox.spot.secret}
futuresApiKey: ${sandbox.futures.apiKey}
futuresSecret: ${sandbox.futures.secret}

First call:
${firstCall(stack.url, token)}
`;
}

/** The command registers the sandbox keys without any change. */
function firstCall(url: string, token: string): string {
  const { spot, futures } = sandbox;
  const params = {
    apiKey: spot.apiKey,
    secret: spot.secret,
    futuresApiKey: futures.apiKey,
    futuresSecret: futures.secret,
  };
  const body = JSON.stringify({ exchange_account_id: 'exchange_my_kraken', exchange: 'kraken', params });
  return `curl -X POST ${url}/delegation/register-exchange-account -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '${body}'`;
}
