import { expect, it } from 'vitest';
import { presentRemoval } from '../../../../lib/http/present/removal.ts';

it.each([
  [0, /^Exchange account deleted$/],
  [1, /one order may still be open, cancel at the exchange$/],
  [7, /7 orders may still be open, cancel at the exchange$/],
  [null, /deleted; orders may still be open, cancel at the exchange$/],
])('a deleted account with %s orders left says what is left and where to cancel', (left, message) => {
  expect(presentRemoval('main', 3, left)).toMatchObject({
    statusCode: 200,
    message: expect.stringMatching(message),
    data: { orders_left_open: left },
  });
});
