/**
 * `npm run -s token -- --tenant NAME --scope "oems/read oems/trade" [--expires-in 1h]`: prints a bearer token.
 */
import { parseArgs } from 'node:util';
import { DEFAULT_TOKEN_DIR, openTokenIssuer } from './token-issuer.ts';

const USAGE = `usage: npm run -s token -- [--tenant NAME] [--scope "SCOPE ..."] [--expires-in SPAN]

  --tenant      the tenant of the token (default: demo)
  --scope       oems/read, oems/trade, oems/admin, separated by spaces (default: all three)
  --expires-in  e.g. 30m, 1h, 7d (default: 1h)

The signing key is in OEMS_DATA_DIR (default: .oems). Use the same folder as the local stack.
`;

const SCOPES: readonly string[] = ['oems/read', 'oems/trade', 'oems/admin'];

function readArguments() {
  const { values } = parseArgs({
    options: {
      tenant: { type: 'string', default: 'demo' },
      scope: { type: 'string', default: SCOPES.join(' ') },
      'expires-in': { type: 'string', default: '1h' },
    },
  });
  if (values.tenant.trim() === '') throw new Error('--tenant is empty');
  const unknown = values.scope.split(' ').filter((scope) => !SCOPES.includes(scope));
  if (unknown.length > 0) throw new Error(`--scope: unknown scope "${unknown[0]}"`);
  if (!/^\d+[smhdw]$/.test(values['expires-in'])) throw new Error('--expires-in: give a number and s, m, h, d or w');
  return { tenant: values.tenant, scope: values.scope, expiresIn: values['expires-in'] };
}

function argumentsOrExit(): ReturnType<typeof readArguments> {
  try {
    return readArguments();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const request = argumentsOrExit();
const issuer = await openTokenIssuer(process.env.OEMS_DATA_DIR || DEFAULT_TOKEN_DIR);
process.stdout.write(`${await issuer.issueToken(request)}\n`);
