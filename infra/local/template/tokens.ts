import type { TokenIssuer } from '../stack/token-issuer.ts';
import type { DeployedApi } from './read-api.ts';

/**
 * The local issuer replaces the issuer of the template, Cognito or external. The gateway accepts local tokens, and the
 * functions see the issuer and the audience of the deployment in the claims.
 */
export function tokensFor(
  { issuer, audience }: DeployedApi,
  local: TokenIssuer,
): Pick<TokenIssuer, 'verifyToken' | 'jwks'> {
  return {
    jwks: local.jwks,
    verifyToken: async (token) => ({ ...(await local.verifyToken(token)), iss: issuer, aud: audience[0] ?? '' }),
  };
}
