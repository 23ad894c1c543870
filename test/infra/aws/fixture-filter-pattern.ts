/**
 * The part of the JSON filter syntax of CloudWatch Logs that this stack uses: `=` on text with `*`, `&&`, `||` and
 * parentheses. A test of a missing field does not hold (CloudWatch Logs user guide, "Filter pattern syntax").
 */
export function matches(pattern: string, line: Readonly<Record<string, unknown>>): boolean {
  const body = /^\{(.*)\}$/s.exec(pattern.trim())?.[1];
  if (body === undefined) throw new Error(`not a JSON pattern: ${pattern}`);
  const tokens = tokensOf(body);
  const result = either(tokens, line);
  if (tokens.length > 0) throw new Error(`left over in ${pattern}: ${tokens.join(' ')}`);
  return result;
}

const tokenPattern = /\(|\)|&&|\|\||=|\$\.[A-Za-z]+|"[^"]*"/g;

function tokensOf(body: string): string[] {
  if (body.replace(tokenPattern, '').trim() !== '') throw new Error(`unknown syntax in ${body}`);
  return body.match(tokenPattern) ?? [];
}

type JournalEntry = Readonly<Record<string, unknown>>;

function either(tokens: string[], line: JournalEntry): boolean {
  let result = both(tokens, line);
  while (tokens[0] === '||') {
    tokens.shift();
    result = both(tokens, line) || result;
  }
  return result;
}

function both(tokens: string[], line: JournalEntry): boolean {
  let result = single(tokens, line);
  while (tokens[0] === '&&') {
    tokens.shift();
    result = single(tokens, line) && result;
  }
  return result;
}

function single(tokens: string[], line: JournalEntry): boolean {
  if (tokens[0] === '(') {
    tokens.shift();
    const result = either(tokens, line);
    if (tokens.shift() !== ')') throw new Error('a parenthesis is missing');
    return result;
  }
  const [field = '', equals, text = ''] = tokens.splice(0, 3);
  if (equals !== '=') throw new Error(`expected = after ${field}`);
  const value = line[field.slice(2)];
  return typeof value === 'string' && like(text.slice(1, -1), value);
}

function like(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  return end === undefined ? text === start : text.startsWith(start) && text.endsWith(end);
}
