import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { routes } from '../../../lib/contract/routes.ts';
import { libraryPath } from '../../bundle-reference.ts';
import { faultKinds } from '../exchanges/server/faults.ts';
import type { GatewayAnswer, OwnCalls } from '../lambda/gateway-answer.ts';
import { nextSteps } from './next-steps.ts';
import { sandboxExchanges } from './sandbox-calls.ts';
import { firstSymbol, type HostAddress } from './simulated-hosts.ts';
import type { TokensOfStack } from './token-command.ts';

interface Shown extends TokensOfStack {
  readonly addresses: readonly HostAddress[];
}

const folder = join(import.meta.dirname, '../page');

/** The browser asks this stack alone, also for a page or a library that tries a foreign host. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** `/`: a page about the stack. `/docs`: the API reference, from an npm package. Only the local stack has the first; a deployment can have the second (infra/aws/api-reference.ts). */
export function pages(shown: Shown): OwnCalls {
  const filled = async () =>
    (await text('index.html')).replace('null</script>', () => `${embedded(factsOf(shown))}</script>`);
  return {
    'GET /': async () => answer('text/html', await filled()),
    'GET /_local/page.css': async () => answer('text/css', await text('page.css')),
    'GET /_local/page.js': async () => answer('text/javascript', await text('page.js')),
    'GET /docs': async () => answer('text/html', await text('docs.html')),
    'GET /docs/start.js': async () => answer('text/javascript', await text('start.js')),
    'GET /docs/reference.js': async () => answer('text/javascript', await readFile(libraryPath())),
  };
}

function text(name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

function answer(type: string, body: string | Buffer): GatewayAnswer {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  return { statusCode: 200, headers, body: Buffer.from(body) };
}

function factsOf({ addresses, ...tokens }: Shown): object {
  return {
    steps: nextSteps('{origin}', tokens),
    hosts: addresses.map(({ exchange, host, title, url, simulator }) => ({
      ...{ name: `${exchange}.${host}`, title, url, simulated: simulator !== null },
      symbol: firstSymbol(exchange),
    })),
    dataDir: tokens.dataDir ?? null,
    functions: Object.keys(routes).length,
    exchanges: sandboxExchanges(addresses),
    faultKinds,
  };
}

/** JSON in a script element: no `</script>` can end the element early. */
function embedded(facts: object): string {
  return JSON.stringify(facts).replaceAll('<', '\\u003c');
}
