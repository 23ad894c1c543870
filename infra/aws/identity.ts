import { Aws, Duration } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Mfa, OAuthScope, ResourceServerScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopes } from '../../lib/contract/route.ts';
import type { DeployOptions } from './context.ts';
import { removalPolicyOf } from './lifetime.ts';

interface Identity {
  readonly authorizer: HttpJwtAuthorizer;
  /** Null with an external issuer. */
  readonly ownIssuer: OwnIssuer | null;
}

export interface OwnIssuer {
  readonly tokenUrl: string;
  readonly poolId: string;
  readonly clientId: string;
}

/** The authorizer of the API, for the given issuer or for a new user pool. */
export function createIdentity(scope: Construct, options: DeployOptions): Identity {
  const { issuer } = options;
  if (issuer !== null) {
    const jwtAudience = [...issuer.audience];
    return { authorizer: new HttpJwtAuthorizer('issuer', issuer.url, { jwtAudience }), ownIssuer: null };
  }
  const identity = new Construct(scope, 'identity');
  const pool = createPool(identity, options);
  const client = addMachineClient(pool);
  const domain = pool.addDomain('domain', {
    // The prefix must be unique in the region, across all customers of AWS.
    cognitoDomain: { domainPrefix: `oems-${options.stage}-${Aws.ACCOUNT_ID}` },
  });
  const jwtAudience = [client.userPoolClientId];
  return {
    authorizer: new HttpJwtAuthorizer('issuer', pool.userPoolProviderUrl, { jwtAudience }),
    ownIssuer: {
      tokenUrl: `${domain.baseUrl()}/oauth2/token`,
      poolId: pool.userPoolId,
      clientId: client.userPoolClientId,
    },
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
    deletionProtection: options.stage === 'prod',
    removalPolicy: removalPolicyOf(options),
  });
}

/** A client with every scope. An operator can add clients with fewer scopes to the pool later. */
function addMachineClient(pool: UserPool): UserPoolClient {
  const serverScopes = scopes.map(
    (name) => new ResourceServerScope({ scopeName: name.slice('oems/'.length), scopeDescription: name }),
  );
  const server = pool.addResourceServer('resource-server', { identifier: 'oems', scopes: serverScopes });
  const client = pool.addClient('machine-client', {
    generateSecret: true,
    authFlows: {},
    oAuth: {
      flows: { clientCredentials: true },
      scopes: serverScopes.map((serverScope) => OAuthScope.resourceServer(server, serverScope)),
    },
    accessTokenValidity: Duration.hours(1),
    enableTokenRevocation: true,
  });
  return client;
}
