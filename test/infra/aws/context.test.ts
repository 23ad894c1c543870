import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ContextError, readOptions } from '../../../infra/aws/context.ts';

function problemsOf(context: Record<string, unknown>): string {
  try {
    readOptions(context);
  } catch (error) {
    if (error instanceof ContextError) return error.message;
    throw error;
  }
  return '';
}

describe('deployment options', () => {
  it('the default is a dev stage with an own issuer and without a fixed address', () => {
    expect(readOptions({})).toEqual({
      stage: 'dev',
      issuer: null,
      tenantClaim: 'sub',
      fixedEgressIp: false,
      alarmEmail: null,
      pullMinutes: 15,
      ledgerRetentionDays: null,
    });
  });

  it('options are read from texts of the command line and from values of cdk.json', () => {
    expect(readOptions({ stage: 'prod', fixedEgressIp: 'true', alarmEmail: 'a@b.example' })).toMatchObject({
      stage: 'prod',
      fixedEgressIp: true,
      alarmEmail: 'a@b.example',
    });
    expect(readOptions({ pullMinutes: '60', ledgerRetentionDays: 365 })).toMatchObject({
      pullMinutes: 60,
      ledgerRetentionDays: 365,
    });
    expect(readOptions({ fixedEgressIp: true })).toMatchObject({ fixedEgressIp: true });
    expect(readOptions({ fixedEgressIp: false })).toMatchObject({ fixedEgressIp: false });
  });

  it('an issuer can have several audiences', () => {
    expect(readOptions({ jwtIssuer: 'https://id.example/', jwtAudience: 'a,b' }).issuer).toEqual({
      url: 'https://id.example/',
      audience: ['a', 'b'],
    });
  });

  it('context entries of CDK and of the CLI are ignored', () => {
    expect(problemsOf({ '@aws-cdk/core:x': true, 'aws:cdk:y': 1, 'acknowledged-issue-numbers': [1] })).toBe('');
  });
});

describe('wrong deployment options', () => {
  it.each([
    [{ stag: 'prod' }, 'stag: is not an option; did you mean stage?'],
    [{ fixedEgressIP: 'true' }, 'fixedEgressIP: is not an option; did you mean fixedEgressIp?'],
    [{ jwtIsuer: 'https://x.example' }, 'jwtIsuer: is not an option; did you mean jwtIssuer?'],
    [
      { colour: 'red' },
      'colour: is not an option; there are stage, jwtIssuer, jwtAudience, tenantClaim, fixedEgressIp, alarmEmail, pullMinutes, ledgerRetentionDays',
    ],
    [{ stage: 'production' }, 'stage: "production" is not dev or prod'],
    [{ fixedEgressIp: 'yes' }, 'fixedEgressIp: "yes" is not true or false'],
    [{ alarmEmail: 'nobody' }, 'alarmEmail: "nobody" is not an e-mail address'],
    [{ pullMinutes: '4' }, 'pullMinutes: "4" is not a whole number from 5 to 720'],
    [{ pullMinutes: '721' }, 'pullMinutes: "721" is not a whole number from 5 to 720'],
    [{ pullMinutes: 'hourly' }, 'pullMinutes: "hourly" is not a whole number from 5 to 720'],
    [{ pullMinutes: '7.5' }, 'pullMinutes: "7.5" is not a whole number from 5 to 720'],
    [{ ledgerRetentionDays: '' }, 'ledgerRetentionDays: "" is not a whole number from 7 to 36500'],
    [{ ledgerRetentionDays: '6' }, 'ledgerRetentionDays: "6" is not a whole number from 7 to 36500'],
    [{ tenantClaim: 'a b' }, 'tenantClaim: "a b" is not the name of a token claim'],
    [
      { jwtIssuer: 'http://id.example', jwtAudience: 'a' },
      'jwtIssuer: "http://id.example" is not an https URL (the iss of the tokens)',
    ],
    [
      { jwtIssuer: 'https://id.example', jwtAudience: 'a, b' },
      'jwtAudience: "a, b" is not an audience, or a list of audiences with commas',
    ],
  ])('the wrong option %o is reported', (context, message) => {
    expect(problemsOf(context)).toBe(message);
  });

  it.each([
    [{ jwtIssuer: 'https://id.example' }, 'jwtAudience'],
    [{ jwtAudience: 'a' }, 'jwtIssuer'],
  ])('an incomplete issuer is refused with the name of the missing option', (context, missing) => {
    expect(problemsOf(context)).toBe(
      `${missing}: is missing; give jwtIssuer and jwtAudience together, or neither to create an issuer in the stack`,
    );
  });

  it('all wrong options are reported together', () => {
    expect(problemsOf({ stage: 'x', alarmEmail: 'y', colour: 'red' }).split('\n')).toHaveLength(3);
  });
});

it('npm run synth refuses options, which reach the stack through the CDK command alone', async () => {
  const app = join(import.meta.dirname, '../../../infra/aws/app.ts');
  const run = promisify(execFile)(process.execPath, [app, '--context', 'pullMinutes=3']);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('npx cdk synth --context NAME=VALUE'),
  });
});
