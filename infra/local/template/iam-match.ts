const compiled = new Map<string, RegExp>();

/** Wildcards of IAM: `*` matches any characters, `?` a single character. */
export function likes(pattern: string, value: string): boolean {
  return regexOf(pattern).test(value);
}

function regexOf(pattern: string): RegExp {
  const before = compiled.get(pattern);
  if (before !== undefined) return before;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  const regex = new RegExp(`^${source}$`);
  compiled.set(pattern, regex);
  return regex;
}

/** Action names ignore upper and lower case. */
export function likesAction(pattern: string, action: string): boolean {
  return likes(pattern.toLowerCase(), action.toLowerCase());
}

const ARN_PARTS = 6;

/** Matches part by part: a wildcard does not cross the colons before the resource. A lone `*` matches every ARN. */
export function likesArn(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  const [wanted, given] = [partsOf(pattern), partsOf(value)];
  return wanted.length === ARN_PARTS && wanted.every((part, index) => likes(part, given[index] ?? ''));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [
    ...parts.slice(0, ARN_PARTS - 1),
    ...(parts.length < ARN_PARTS ? [] : [parts.slice(ARN_PARTS - 1).join(':')]),
  ];
}
