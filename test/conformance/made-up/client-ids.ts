import type { ClientIdCodec } from '../../../lib/exchanges/definition.ts';

const digits = 'abcdefghijklmnopqrstuvwxyz234567';
/** 128 bits in base 32. */
const length = 26;

function base32(hex: string): string {
  let left = BigInt(`0x${hex}`);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = (digits[Number(left % 32n)] ?? '') + text;
    left /= 32n;
  }
  return text;
}

function hexOf(text: string): string {
  const value = [...text].reduce((sum, digit) => sum * 32n + BigInt(digits.indexOf(digit)), 0n);
  return value.toString(16).padStart(32, '0');
}

/** The exchange wants `t-` and at most 26 characters, so that 32 hex digits need another base. Own texts are shorter: no text has two readings. */
export const clientIds: ClientIdCodec = {
  encode: (id) => `t-${/^[0-9a-f]{32}$/.test(id) ? base32(id) : id}`,
  decode: (text) => {
    if (/^t-[a-z2-7]{26}$/.test(text)) return hexOf(text.slice(2));
    return text.startsWith('t-') ? text.slice(2) : text;
  },
  accepts: /^([0-9a-f]{32}|[A-Za-z0-9_-]{1,20})$/,
  rule: '32 lower-case hex digits, or up to 20 of A-Z a-z 0-9 _ -',
};
