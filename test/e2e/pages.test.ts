import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allScopes, type Oems, startOems } from './fixture-oems.ts';

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const parts = ['/', '/_local/page.css', '/_local/page.js', '/docs', '/docs/start.js', '/docs/reference.js'];
let oems: Oems;

beforeAll(async () => {
  oems = await startOems();
});

afterAll(() => oems?.close());

function get(path: string): Promise<Response> {
  return fetch(oems.stack.url + path);
}

describe('the pages of the local stack', () => {
  it.each(parts)('%s is served by the stack, and lets the browser ask this stack alone', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy.match(/https?:|\*/)).toBeNull();
    expect((await answer.text()).length).toBeGreaterThan(200);
  });

  it.each(['/', '/docs'])('%s names no other host', async (path) => {
    const links = [...(await (await get(path)).text()).matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((link) => !/^(\/[^/]|data:,$)/.test(link ?? ''))).toEqual([]);
  });

  it('the page shows the sandbox keys, and no answer can end its script element', async () => {
    const facts = /id="facts">(.*)<\/script>/.exec(await (await get('/')).text())?.[1] ?? '';
    expect(facts).not.toContain('<');
    const { exchanges, steps } = JSON.parse(facts);
    expect({ exchanges }).toEqual(await (await get('/_local/sandbox')).json());
    expect(steps).toHaveLength(3);
  });

  it('a control is taken as JSON alone: a page of another host cannot send that type', async () => {
    const body = JSON.stringify({ simulator: 'kraken.spot', control: 'clock', input: { advance_ms: 0 } });
    const send = (type: string, text = body) =>
      fetch(`${oems.stack.url}/_local/control`, { method: 'POST', headers: { 'content-type': type }, body: text });
    expect((await send('text/plain')).status).toBe(415);
    expect(await (await send('application/json')).json()).toEqual({ now: expect.any(Number) });
    expect(await (await send('application/json', '{"simulator":"none"}')).json()).toEqual({
      error: expect.stringContaining('control'),
    });
  });
});

describe.skipIf(browserPath === undefined)('in Chromium', () => {
  let browser: Browser;
  let asked: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  });

  afterAll(() => browser?.close());

  async function open(path: string, width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    asked = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => asked.push(error.message));
    await page.goto(oems.stack.url + path);
    return page;
  }

  function foreign(): string[] {
    return asked.filter((url) => !url.startsWith(`${oems.stack.url}/`) && !/^(data|blob):/.test(url));
  }

  async function isTooWide(page: Page): Promise<boolean> {
    return page.evaluate('document.documentElement.scrollWidth > innerWidth') as Promise<boolean>;
  }

  it.each([1280, 390])('the page pins a price and shows orders, %s wide, and asks no other host', async (width) => {
    const client = await oems.client(`browser-${width}`);
    await client.send(
      'POST',
      '/delegation/register-exchange-account',
      await (await get('/_local/sandbox/kraken')).text(),
    );
    const order = { exchange_account_id: 'exchange_my_kraken', symbol: 'BTC/USD', side: 'buy', order_type: 'market' };
    await client.call('createOrder', { ...order, quantity: 0.001, market_type: 'spot' });
    const page = await open('/', width);
    const exchanges = await page.locator('form[data-control=price] option').allInnerTexts();
    expect(exchanges.length).toBeGreaterThan(4);
    for (const exchange of exchanges) {
      await page.selectOption('form[data-control=price] [name=simulator]', exchange);
      await page.fill('form[data-control=price] [name=price]', '79000');
      await page.click('form[data-control=price] button');
      await page.waitForSelector('#answer:has-text("79000")', { timeout: 5_000 });
    }
    await page.fill('form[data-control=price] [name=price]', '81234');
    await page.click('form[data-control=price] button');
    await page.waitForSelector('#answer:has-text("81234")');
    expect(oems.stack.world.price('BTC').toFixed()).toBe('81234');
    await page.fill('#login [name=token]', await oems.stack.token(`browser-${width}`, allScopes));
    await page.click('#login button');
    await page.waitForSelector('#account td:has-text("filled")');
    expect(await page.locator('#account').textContent()).toContain('BTC/USD');
    expect(await isTooWide(page)).toBe(false);
    expect(foreign()).toEqual([]);
    await page.close();
  });

  it.each([1280, 390])(
    'the reference shows the operations with try-it, %s wide, and asks no other host',
    async (width) => {
      const page = await open('/docs', width);
      await page.locator('button:has-text("Test Request"):visible').first().waitFor({ timeout: 60_000 });
      expect(await isTooWide(page)).toBe(false);
      expect(asked).toContain(`${oems.stack.url}/openapi.json`);
      expect(foreign()).toEqual([]);
      await page.close();
    },
    90_000,
  );
});
