import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOemsApp } from '../../infra/aws/oems-app.ts';
import { readDeployment } from '../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../infra/local/template/synthesis.ts';
import { startTemplateStack, type TemplateStack } from '../../infra/local/template/template-stack.ts';
import { optionsOf } from '../infra/aws/fixture-stack.ts';
import { allScopes, type Oems, startOems } from './fixture-oems.ts';

/** The pages of a deployment with the option `apiReference`, from the synthesized template with its policies in force. */
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const paths = ['/docs', '/docs/reference.js'];
let outDir = '';
let oems: Oems;
let stack: TemplateStack;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'oems-reference-'));
  process.env.CDK_VALIDATION = 'false';
  createOemsApp({ distDir: 'dist', outdir: outDir, options: optionsOf({ apiReference: true }) }).synth();
  delete process.env.CDK_VALIDATION;
  const deployment = readDeployment(await readSynthesis(outDir));
  const start = async (settings: Parameters<typeof startTemplateStack>[0]) => {
    stack = await startTemplateStack(settings, deployment);
    return stack;
  };
  oems = await startOems({ workers: 1, start });
}, 120_000);

afterAll(async () => {
  await oems?.close();
  await rm(outDir, { recursive: true, force: true });
});

describe('the API reference of a deployment', () => {
  it.each(paths)('%s needs no token and lets the browser ask the API alone', async (path) => {
    const answer = await fetch(stack.url + path);
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy.match(/https?:|\*|unsafe-eval/)).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await answer.text()).length).toBeGreaterThan(200);
  });

  it('the script is the whole library with its start, compressed, and far below what Lambda returns', async () => {
    const answer = await fetch(`${stack.url}/docs/reference.js`);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    const text = await answer.text();
    expect(text.length).toBeGreaterThan(3_000_000);
    expect(text.includes("fetch('/openapi.json')")).toBe(true);
  });

  it('the page names no other host and no further script', async () => {
    const links = [...(await (await fetch(`${stack.url}/docs`)).text()).matchAll(/(?:src|href)="([^"]*)"/g)];
    expect(links.map(([, link]) => link).filter((link) => link !== 'data:,')).toEqual(['/docs/reference.js']);
  });

  it('no right is missing, and the other paths are as before', async () => {
    expect(stack.refusals).toEqual([]);
    expect((await fetch(`${stack.url}/docs/other.js`)).status).toBe(404);
    expect((await fetch(`${stack.url}/oems/execution/orders`)).status).toBe(401);
  });
});

describe.skipIf(browserPath === undefined)('in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  });

  afterAll(() => browser?.close());

  it.each([1280, 390])(
    'shows the operations with try-it, %s wide, and asks no other host',
    async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      const asked: string[] = [];
      page.on('request', (request) => void asked.push(request.url()));
      page.on('pageerror', (error) => void asked.push(error.message));
      await page.goto(`${stack.url}/docs`);
      await page.locator('button:has-text("Test Request"):visible').first().waitFor({ timeout: 60_000 });
      const folder = process.env.OEMS_SCREENSHOTS;
      if (folder !== undefined) await page.screenshot({ path: join(folder, `deployed-docs-${width}.png`) });
      await page
        .locator('input[placeholder=Token]')
        .first()
        .fill(await stack.token('reader', allScopes));
      if (width > 1000) {
        await page.getByText('List the exchange accounts').first().click();
        await page.locator('button:has-text("Test Request"):visible').nth(1).click();
        const answer = page.waitForResponse((each) => each.url().includes('/delegation/exchange-accounts'));
        await page.locator('button:has-text("Send")').last().click();
        expect((await answer).status()).toBe(200);
      }
      expect(asked).toContain(`${stack.url}/openapi.json`);
      expect(asked.filter((url) => !url.startsWith(`${stack.url}/`) && !/^(data|blob):/.test(url))).toEqual([]);
      await page.close();
    },
    90_000,
  );
});
