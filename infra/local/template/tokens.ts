import type { TokenIssuer } from '../stack/token-issuer.ts';
import type { DeployedApi } from './read-api.ts';

/**
 * The local issuer stands in for the one that the template names, be it Cognito or another: its tokens are taken in
 * that one's place, and functions see the deployed issuer and audience in the claims.
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
