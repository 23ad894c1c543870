import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../lib/http/csv.ts';

/** RFC 4180, section 2: the fields of one record. */
function fieldsIn(line: string): string[] {
  expect(line.endsWith('\r\n')).toBe(true);
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const fields: string[] = [];
  for (let match = field.exec(line); match !== null; match = field.exec(line)) {
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') {
      expect(field.lastIndex).toBe(line.length);
      return fields;
    }
  }
  throw new Error(`no record: ${line}`);
}

const nasty = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n,;"\'aé1.＝ '), maxLength: 12 });

describe('a CSV line', () => {
  it('reads back as the fields it was made of, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 6 }), (fields) => {
        const read = fieldsIn(csvLine(fields));
        expect(read.map((text, index) => (text === `'${fields[index]}` ? fields[index] : text))).toEqual(fields);
      }),
    );
  });

  it('has no field that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 6 }), (fields) => {
        for (const text of fieldsIn(csvLine(fields)))
          if (/^[=+\-@\t\r\n＝＋－＠]/.test(text)) expect(text).toMatch(/^-\d+(\.\d+)?$/);
      }),
    );
  });

  it('keeps a semicolon, which separates fields in spreadsheets of many countries, in quotes', () => {
    expect(csvLine(['x;=cmd', 'a'])).toBe('"x;=cmd",a\r\n');
  });

  it.each([
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1+cmd', `"'-1+cmd"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['＝1', `"'＝1"`],
  ])('writes the formula %j as text', (text, written) => {
    expect(csvLine([text])).toBe(`${written}\r\n`);
  });

  it.each(['-1', '-0.00000001', '12.50', '-1e-7', '0'])('writes the number %s as it is', (number) => {
    expect(csvLine([number])).toBe(`${number}\r\n`);
  });

  it('quotes special characters, and leaves null empty', () => {
    expect(csvLine(['a,b', 'say "x"', 'two\r\nlines', 'c;d', null, 'plain'])).toBe(
      '"a,b","say ""x""","two\r\nlines","c;d",,plain\r\n',
    );
  });
});
