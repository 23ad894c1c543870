import { describe, expect, it } from 'vitest';
import { settingsFromEnvironment } from '../../../../infra/local/stack/settings.ts';

describe('settings from the environment', () => {
  it('every setting has a default, and AWS variables are ignored', () => {
    const env = { AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 'mine', OEMS_SECRETS_KEY_ID: 'mine', PORT: '' };
    expect(settingsFromEnvironment(env)).toEqual({
      port: 3000,
      workers: 4,
      distDir: '.oems/functions',
      tokenDir: '.oems',
      functionEnv: {},
    });
  });

  it('given values replace the defaults', () => {
    const env = {
      PORT: '0',
      OEMS_WORKERS: '2',
      OEMS_DATA_DIR: '.data',
      OEMS_KRAKEN_SPOT_URL: 'http://127.0.0.1:1/',
      OEMS_KRAKEN_FUTURES_URL: 'https://x.test/f',
    };
    expect(settingsFromEnvironment(env)).toEqual({
      port: 0,
      workers: 2,
      distDir: '.oems/functions',
      dataDir: '.data',
      tokenDir: '.data',
      functionEnv: { OEMS_KRAKEN_SPOT_URL: 'http://127.0.0.1:1', OEMS_KRAKEN_FUTURES_URL: 'https://x.test/f' },
    });
  });

  it('functions get the identity of the caller for an external DynamoDB, and the key id for an external KMS', () => {
    const identity = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_SESSION_TOKEN: 'c',
    };
    const env = {
      ...identity,
      OEMS_SECRETS_KEY_ID: 'alias/k',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://d:1',
      UNRELATED: 'x',
    };
    expect(settingsFromEnvironment(env)).toMatchObject({ dynamodbUrl: 'http://d:1', functionEnv: identity });
    expect(settingsFromEnvironment(env).functionEnv).toEqual(identity);
    const both = settingsFromEnvironment({ ...env, AWS_ENDPOINT_URL_KMS: 'http://k:1' });
    expect(both.functionEnv).toEqual({ ...identity, OEMS_SECRETS_KEY_ID: 'alias/k' });
  });

  it.each([
    ['PORT', 'http', /PORT="http": give a whole number from 0 to 65535, or unset the variable \(default 3000\)/],
    ['PORT', '65536', /PORT="65536"/],
    ['PORT', '-1', /PORT="-1"/],
    ['PORT', '3e3', /PORT="3e3"/],
    ['OEMS_WORKERS', '0', /OEMS_WORKERS="0": give a whole number from 1 to 64/],
    ['OEMS_KRAKEN_SPOT_URL', 'localhost:99', /OEMS_KRAKEN_SPOT_URL="localhost:99": give an address such as/],
    ['AWS_ENDPOINT_URL_KMS', 'ftp://x', /AWS_ENDPOINT_URL_KMS="ftp:\/\/x"/],
  ])('the error names the wrong variable: %s=%s', (name, value, message) => {
    expect(() => settingsFromEnvironment({ [name]: value })).toThrow(message);
  });
});
