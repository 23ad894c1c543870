import type { JWTPayload } from 'jose';
import type { TokenIssuer } from '../stack/token-issuer.ts';
import type { TokenShapeName } from '../stack/token-shapes.ts';
import { clientFor } from './read-clients.ts';
import type { Deployment } from './read-template.ts';

type Deployed = Pick<Deployment, 'api' | 'functions'>;
type DeployedTokens = Deployed & Pick<Deployment, 'clients'>;

/** The claims of the deployment's issuer: Cognito's, or a text with scopes and a claim of its own for the tenant. */
export function tokenShapeOf(deployed: Deployed): TokenShapeName {
  return environmentOf(deployed).OEMS_TENANT_SCOPE === undefined ? 'local' : 'cognito';
}

function environmentOf({ functions }: Deployed): Readonly<Record<string, string>> {
  return functions[0]?.environment ?? {};
}

/**
 * The local issuer replaces the issuer of the template, Cognito or external. The gateway accepts local tokens, and the
 * functions see the issuer, and the audience or the client, of the deployment in the claims.
 */
export function tokensFor(deployed: DeployedTokens, local: TokenIssuer): Pick<TokenIssuer, 'verifyToken' | 'jwks'> {
  return { jwks: local.jwks, verifyToken: async (token) => ofDeployment(deployed, await local.verifyToken(token)) };
}

/** With several clients, the token is of the client that may ask for its scopes. */
function ofDeployment(deployed: DeployedTokens, claims: JWTPayload): JWTPayload {
  const { issuer, audience } = deployed.api;
  const [accepted = ''] = audience;
  if (tokenShapeOf(deployed) === 'cognito') {
    const client_id = clientFor(deployed.clients, String(claims.scope).split(' '))?.id ?? accepted;
    return { ...claims, iss: issuer, sub: client_id, client_id };
  }
  const { OEMS_TENANT_CLAIM: claim = 'sub' } = environmentOf(deployed);
  return { ...claims, iss: issuer, aud: accepted, [claim]: claims.sub };
}
