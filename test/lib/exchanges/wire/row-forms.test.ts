import { expect, it } from 'vitest';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { formsOf, requireForms } from '../../../../lib/exchanges/wire/row-forms.ts';

const forms = formsOf({ text: 'name word', decimal: 'sum', digits: 'number', rows: 'fees' });
const check = (row: Record<string, unknown>) => () => requireForms('X', row, forms);

it('a table names each field once, with its form', () => {
  expect(forms).toEqual({ name: 'text', word: 'text', sum: 'decimal', number: 'digits', fees: 'rows' });
});

it.each([
  ...[{}, { name: '', word: null, sum: '', number: null, fees: '' }, { name: 'text', sum: '-1.5e-7', number: '0042' }],
  ...[{ fees: [{ fee: '1' }] }, { fees: 'text' }, { sum: 1.5, number: 42 }, { unknown: {} }, { unknown: true }],
])('%j is in form', (row) => {
  expect(check(row)).not.toThrow();
});

it.each([
  ...[{ name: true }, { word: {} }, { name: [] }, { sum: 'garbled' }, { sum: {} }, { sum: '1,5' }, { sum: [] }],
  ...[{ number: '-1' }, { number: '1.5' }, { number: 'garbled' }, { number: '1.0' }, { number: ['1'] }, { number: {} }],
  ...[{ fees: [] }, { fees: {} }, { fees: true }, { fees: ['1'] }],
])('%j is malformed, and the error names the field', (row) => {
  expect(check(row)).toThrow(MalformedResponse);
  expect(check(row)).toThrow(expect.objectContaining({ field: Object.keys(row)[0] }));
});
