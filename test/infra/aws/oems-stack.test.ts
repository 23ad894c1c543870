import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { flat, synthesize } from './fixture-stack.ts';

const dev = synthesize();

describe('the template', () => {
  it('a second synthesis gives the same template', () => {
    expect(synthesize({}, 'again').text).toBe(dev.text);
  });

  it('the template is far below the limits of CloudFormation', () => {
    expect(Object.keys(dev.template.Resources).length).toBeLessThan(470);
    expect(dev.text.length).toBeLessThan(900_000);
  });

  it('cdk.json synthesizes the same template', () => {
    expect(JSON.parse(readFileSync('cdk.json', 'utf8'))).toMatchObject({ app: 'node infra/aws/app.ts' });
  });

  it('the outputs name the API address and the way to the first token', () => {
    expect(Object.keys(dev.template.Outputs).toSorted()).toEqual([
      'AlarmTopic',
      'ApiUrl',
      'ClientId',
      'ClientSecretCommand',
      'TokenCommand',
      'TokenUrl',
    ]);
    expect(flat(dev.template.Outputs.TokenCommand?.Value)).toMatch(/^curl .*grant_type=client_credentials https:/);
    expect(dev.text).not.toMatch(/ClientSecret"/);
  });
});
