import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likes, likesArn } from '../../../../infra/local/template/iam-match.ts';

describe('wildcards of IAM', () => {
  const plain = fc.string().filter((text) => !/[*?]/.test(text));

  it('a pattern without wildcards matches only the same text', () => {
    fc.assert(
      fc.property(plain, plain, (pattern, value) => {
        expect(likes(pattern, value)).toBe(pattern === value);
      }),
    );
  });

  it('a star matches any text, also in the middle', () => {
    fc.assert(
      fc.property(plain, fc.string(), plain, (before, middle, after) => {
        expect(likes(`${before}*${after}`, before + middle + after)).toBe(true);
      }),
    );
  });

  it('a wildcard in an ARN does not cross the parts before the resource', () => {
    expect(likesArn('arn:aws:dynamodb:*:table/a', 'arn:aws:dynamodb:us-east-1:123456789012:table/a')).toBe(false);
    expect(likesArn('arn:aws:dynamodb:*:*:table/*', 'arn:aws:dynamodb:us-east-1:123456789012:table/a/index/b')).toBe(
      true,
    );
    expect(likesArn('arn:aws:logs:*:*:log-group:g:*', 'arn:aws:logs:us-east-1:1:log-group:g:log-stream:s')).toBe(true);
    expect(likesArn('*', 'anything')).toBe(true);
  });
});
