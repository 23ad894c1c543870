import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileConditions, contextOf } from '../../../../infra/local/template/iam-conditions.ts';

type Values = Record<string, string | readonly string[] | undefined>;

function holds(condition: unknown, values: Values): boolean {
  return compileConditions(condition)(contextOf(values));
}

const keys = 'dynamodb:LeadingKeys';
const arn = 'aws:PrincipalArn';
const app = 'kms:EncryptionContext:app';
const role = 'arn:aws:iam::123456789012:role/a';

describe('a condition of an IAM statement', () => {
  it.each([
    ['StringEquals', 'oems', 'oems', true],
    ['StringEquals', 'oems', 'OEMS', false],
    ['StringNotEquals', 'oems', 'oems', false],
    ['StringNotEquals', 'oems', 'other', true],
    ['StringEqualsIgnoreCase', 'oems', 'OEMS', true],
    ['StringNotEqualsIgnoreCase', 'oems', 'OEMS', false],
    ['StringLike', 'oe*', 'oems', true],
    ['StringLike', 'oe?s', 'oems', true],
    ['StringLike', 'oe?', 'oems', false],
    ['StringLike', '.*', 'oems', false],
    ['StringNotLike', 'oe*', 'oems', false],
    ['ArnEquals', 'arn:aws:iam::123456789012:role/*', role, true],
    ['ArnLike', 'arn:aws:iam::*:role/a', role, true],
    ['ArnNotEquals', role, role, false],
    ['ArnNotLike', 'arn:aws:iam::*:role/b', role, true],
    ['Bool', 'true', 'True', true],
  ])('%s %s of %s is %s -> %s', (operator, wanted, given, expected) => {
    expect(holds({ [operator]: { [app]: wanted } }, { [app]: given })).toBe(expected);
  });

  it.each([
    ['StringEquals', false],
    ['StringEqualsIfExists', true],
    ['StringNotEquals', true],
    ['StringLike', false],
    ['Bool', false],
    ['BoolIfExists', true],
    ['ForAllValues:StringLike', true],
    ['ForAnyValue:StringLike', false],
    ['ForAnyValue:StringLikeIfExists', true],
  ])('%s of a missing key is %s', (operator, expected) => {
    expect(holds({ [operator]: { [app]: 'x' } }, {})).toBe(expected);
  });

  it('Null distinguishes a missing key from a present key', () => {
    expect(holds({ Null: { [app]: 'true' } }, {})).toBe(true);
    expect(holds({ Null: { [app]: 'true' } }, { [app]: 'x' })).toBe(false);
    expect(holds({ Null: { [app]: 'false' } }, { [app]: 'x' })).toBe(true);
    expect(holds({ Null: { [keys]: 'false' } }, {})).toBe(false);
  });

  it('a condition must hold for every operator and key, and for at least one value', () => {
    const both = { StringEquals: { [app]: ['a', 'b'] }, ArnLike: { [arn]: role } };
    expect(holds(both, { [app]: 'b', [arn]: role })).toBe(true);
    expect(holds(both, { [app]: 'b', [arn]: `${role}x` })).toBe(false);
    expect(holds(both, { [app]: 'c', [arn]: role })).toBe(false);
  });

  it('condition keys ignore upper and lower case', () => {
    expect(holds({ StringEquals: { 'KMS:encryptioncontext:APP': 'oems' } }, { [app]: 'oems' })).toBe(true);
  });

  it.each([
    [{ NumericLessThan: { [app]: '1' } }, /operator NumericLessThan/],
    [{ IpAddress: { [app]: '10.0.0.0/8' } }, /operator IpAddress/],
    [{ 'ForAllValues:Null': { [keys]: 'true' } }, /operator ForAllValues:Null/],
    [{ StringEquals: { 'aws:PrincipalTag/tenant': 'x' } }, /key aws:PrincipalTag/],
    [{ StringEquals: { [keys]: 'x' } }, /many values/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own notation
    [{ 'ForAllValues:StringLike': { [keys]: ['${aws:userid}*'] } }, /policy variable/],
  ])('an unknown condition is refused before anything runs: %j', (condition, message) => {
    expect(() => compileConditions(condition)).toThrow(message);
  });
});

describe('leading keys', () => {
  const only = { 'ForAllValues:StringLike': { [keys]: ['ORDER#*'] }, Null: { [keys]: 'false' } };
  const key = fc.oneof(
    fc.string(),
    fc.string().map((tail) => `ORDER#${tail}`),
  );

  it('leading keys are allowed if at least one key exists and every key matches', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 5 }), (given) => {
        const expected = given.length > 0 && given.every((value) => value.startsWith('ORDER#'));
        expect(holds(only, { [keys]: given.length === 0 ? undefined : given })).toBe(expected);
      }),
    );
  });

  it('without a Null condition ForAllValues allows a request without any key', () => {
    expect(holds({ 'ForAllValues:StringLike': only['ForAllValues:StringLike'] }, {})).toBe(true);
  });
});
