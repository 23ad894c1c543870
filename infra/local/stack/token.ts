/**
 * `npm run -s token -- --tenant NAME --scope "oems/read oems/trade" [--expires-in 1h]`: prints a bearer token.
 */
import { readCommandLine, refuse } from '../../command-line.ts';
import { DEFAULT_TOKEN_DIR, openTokenIssuer } from './token-issuer.ts';

const USAGE = `usage: npm run -s token -- [--tenant NAME] [--scope "SCOPE ..."] [--expires-in SPAN]

Prints a bearer token for the stack of npm start.

  --tenant      the tenant of the token (default: demo)
  --scope       oems/read, oems/trade, oems/admin, separated by spaces (default: all three)
  --expires-in  e.g. 30m, 1h, 7d (default: 1h)

The signing key is in OEMS_DATA_DIR (default: .oems). Use the same folder as the local stack.
`;

const SCOPES: readonly string[] = ['oems/read', 'oems/trade', 'oems/admin'];

function readRequest() {
  const { values } = readCommandLine({
    usage: USAGE,
    options: { tenant: { type: 'string' }, scope: { type: 'string' }, 'expires-in': { type: 'string' } },
  });
  const { tenant = 'demo', scope = SCOPES.join(' '), 'expires-in': expiresIn = '1h' } = values;
  const unknown = scope.split(' ').filter((one) => !SCOPES.includes(one));
  if (tenant.trim() === '') refuse({ usage: USAGE }, '--tenant is empty');
  if (unknown.length > 0) refuse({ usage: USAGE }, `--scope: unknown scope "${unknown[0]}"`);
  if (!/^\d+[smhdw]$/.test(expiresIn)) refuse({ usage: USAGE }, '--expires-in: give a number and s, m, h, d or w');
  return { tenant, scope, expiresIn };
}

const request = readRequest();
const issuer = await openTokenIssuer(process.env.OEMS_DATA_DIR || DEFAULT_TOKEN_DIR);
process.stdout.write(`${await issuer.issueToken(request)}\n`);
