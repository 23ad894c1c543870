import { Aws, Duration } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  type IUserPoolResourceServer,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopes } from '../../lib/contract/route.ts';
import { keepsData, removalPolicyOf } from './lifetime.ts';
import type { DeployOptions, OwnIdentity } from './stage.ts';

interface Identity {
  readonly authorizer: HttpJwtAuthorizer;
  /** Null with an external issuer. */
  readonly ownIssuer: OwnIssuer | null;
}

export interface OwnIssuer {
  readonly tokenUrl: string;
  readonly poolId: string;
  /** Client ids by the names in the stage's file. */
  readonly clients: ReadonlyMap<string, string>;
}

/** In a token of the stack's own pool the tenant is the rest of the scope with this prefix. */
const TENANT_SERVER = 'tenant';

/** The variable of the functions that says which part of a token names the tenant. The client id never does. */
export function tenantVariable({ identity }: Pick<DeployOptions, 'identity'>): Record<string, string> {
  return identity.kind === 'cognito'
    ? { OEMS_TENANT_SCOPE: `${TENANT_SERVER}/` }
    : { OEMS_TENANT_CLAIM: identity.tenantClaim };
}

/** The authorizer of the API, for the given issuer or for a new user pool. */
export function createIdentity(scope: Construct, options: DeployOptions): Identity {
  const { identity } = options;
  if (identity.kind === 'external') {
    const jwtAudience = [...identity.audience];
    return { authorizer: new HttpJwtAuthorizer('issuer', identity.issuer, { jwtAudience }), ownIssuer: null };
  }
  return createOwnIssuer(new Construct(scope, 'identity'), options, identity);
}

function createOwnIssuer(scope: Construct, options: DeployOptions, identity: OwnIdentity): Identity {
  const pool = createPool(scope, options);
  const clients = addClients(pool, identity);
  const domain = pool.addDomain('domain', {
    // The prefix must be unique in the region, across all customers of AWS.
    cognitoDomain: { domainPrefix: `oems-${options.stage}-${Aws.ACCOUNT_ID}` },
  });
  domain.applyRemovalPolicy(removalPolicyOf(options));
  const jwtAudience = [...clients.values()];
  return {
    authorizer: new HttpJwtAuthorizer('issuer', pool.userPoolProviderUrl, { jwtAudience }),
    ownIssuer: { tokenUrl: `${domain.baseUrl()}/oauth2/token`, poolId: pool.userPoolId, clients },
  };
}

/** A pool for programs: the pool has no users, and no user can sign up. */
function createPool(scope: Construct, options: DeployOptions): UserPool {
  return new UserPool(scope, 'pool', {
    selfSignUpEnabled: false,
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { sms: false, otp: true },
    passwordPolicy: {
      minLength: 16,
      requireDigits: true,
      requireLowercase: true,
      requireUppercase: true,
      requireSymbols: true,
    },
    deletionProtection: keepsData(options),
    removalPolicy: removalPolicyOf(options),
  });
}

/**
 * A client for each program of the stage's file. A client can ask for its own scopes alone, and among them is the scope of a single tenant:
 * no client can name another tenant (Amazon Cognito developer guide, "Scopes, M2M, and resource servers").
 */
function addClients(pool: UserPool, { clients }: OwnIdentity): Map<string, string> {
  const server = addServer(pool, 'resource-server', 'oems', scopes.map(nameInServer));
  const tenants = addServer(pool, 'tenants', TENANT_SERVER, [
    ...new Set(Object.values(clients).map(({ tenant }) => tenant)),
  ]);
  return new Map(
    Object.entries(clients).map(([name, client]) => {
      const allowed = [...client.scopes.map((scope) => server(scope)), tenants(client.tenant)];
      return [name, addClient(pool, name, allowed, Duration.minutes(client.tokenMinutes)).userPoolClientId];
    }),
  );
}

function nameInServer(scope: string): string {
  return scope.slice('oems/'.length);
}

/** Returns the scope of the server with a name. */
function addServer(pool: UserPool, id: string, identifier: string, names: readonly string[]) {
  const all = names.map((scopeName) => new ResourceServerScope({ scopeName, scopeDescription: scopeName }));
  const server: IUserPoolResourceServer = pool.addResourceServer(id, { identifier, scopes: all });
  return (name: string): OAuthScope => {
    const found = all.find(({ scopeName }) => scopeName === name);
    if (found === undefined) throw new Error(`the resource server ${identifier} has no scope ${name}`);
    return OAuthScope.resourceServer(server, found);
  };
}

function addClient(pool: UserPool, name: string, allowed: OAuthScope[], lifetime: Duration): UserPoolClient {
  return pool.addClient(`client-${name}`, {
    userPoolClientName: name,
    generateSecret: true,
    authFlows: {},
    oAuth: { flows: { clientCredentials: true }, scopes: allowed },
    accessTokenValidity: lifetime,
    enableTokenRevocation: true,
  });
}
