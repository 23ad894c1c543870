import { once } from 'node:events';
import { stop as stopBundler } from 'esbuild';
import { bundle } from '../bundle.ts';
import { type SandboxStack, startSandboxStack } from './sandbox-stack.ts';
import { SettingsError, settingsFromEnvironment } from './settings.ts';
import { sandbox } from './simulators/sandbox.ts';

/** `npm start`: runs until SIGINT or SIGTERM. Bundles the functions first, unless OEMS_DIST_DIR names a folder of bundles. */
process.env.TZ = 'UTC';

try {
  const settings = settingsFromEnvironment(process.env);
  if (!process.env.OEMS_DIST_DIR) await bundle(settings.distDir).finally(stopBundler);
  const stack = await startSandboxStack(settings);
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log(await banner(stack));
  await stopped;
  console.log('stopping');
  await stack.close();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}

async function banner(stack: SandboxStack): Promise<string> {
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

/** Pasted as it is, it registers the sandbox keys. */
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
