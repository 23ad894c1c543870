/**
 * `npm run -s token -- --tenant NAME --scope "oems/read oems/trade" [--expires-in 1h]`: prints a bearer token.
 */
import { readCommandLine, refuse } from '../../command-line.ts';
import { DEFAULT_TOKEN_DIR, openTokenIssuer } from './token-issuer.ts';
import { isTokenShape, tokenShapes } from './token-shapes.ts';

const USAGE = `usage: npm run -s token -- [--tenant NAME] [--scope "SCOPE ..."] [--expires-in SPAN] [--shape SHAPE]

Prints a bearer token for the stack of npm start.

  --tenant      the tenant of the token (default: demo)
  --scope       oems/read, oems/trade, oems/admin, separated by spaces (default: all three)
  --expires-in  e.g. 30m, 1h, 7d (default: 1h)
  --shape       the claims of an issuer: ${Object.keys(tokenShapes).join(', ')} (default: OEMS_TOKEN_SHAPE, else local)

The signing key is in OEMS_DATA_DIR (default: .oems). Use the same folder as the local stack.
`;

const SCOPES: readonly string[] = ['oems/read', 'oems/trade', 'oems/admin'];

function readRequest() {
  const { values } = readCommandLine({
    usage: USAGE,
    options: {
      tenant: { type: 'string' },
      scope: { type: 'string' },
      'expires-in': { type: 'string' },
      shape: { type: 'string' },
    },
  });
  const { shape = process.env.OEMS_TOKEN_SHAPE || 'local' } = values;
  const { tenant = 'demo', scope = SCOPES.join(' '), 'expires-in': expiresIn = '1h' } = values;
  const unknown = scope.split(' ').filter((one) => !SCOPES.includes(one));
  if (tenant.trim() === '') refuse({ usage: USAGE }, '--tenant is empty');
  if (unknown.length > 0) refuse({ usage: USAGE }, `--scope: unknown scope "${unknown[0]}"`);
  if (!/^\d+[smhdw]$/.test(expiresIn)) refuse({ usage: USAGE }, '--expires-in: give a number and s, m, h, d or w');
  if (!isTokenShape(shape)) refuse({ usage: USAGE }, `--shape: unknown shape "${shape}"`);
  return { tenant, scope, expiresIn, shape };
}

const request = readRequest();
const issuer = await openTokenIssuer(process.env.OEMS_DATA_DIR || DEFAULT_TOKEN_DIR);
process.stdout.write(`${await issuer.issueToken(request)}\n`);
