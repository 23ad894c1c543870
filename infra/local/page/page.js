/** The page of the local stack. It asks this stack alone, and keeps the token in the tab. */
const facts = JSON.parse(document.getElementById('facts').textContent);
const byId = (id) => document.getElementById(id);

/** Children are text or elements: nothing of an answer is read as HTML. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function copied(text) {
  const button = element('button', { type: 'button' }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });
  return element('div', { class: 'command' }, element('code', {}, text), button);
}

function rows(pairs) {
  return pairs.map(([name, ...cells]) =>
    element('tr', {}, element('th', { scope: 'row' }, name), ...cells.map((cell) => element('td', {}, cell))),
  );
}

function showFacts() {
  for (const { title, command } of facts.steps)
    byId('steps').append(element('li', {}, title, copied(command.replaceAll('{origin}', location.origin))));
  const link = (url) => element('a', { href: url }, url);
  byId('hosts').append(
    ...rows([
      ['gateway', link(location.origin)],
      ...facts.hosts.map(({ title, url, simulated }) => [title, simulated ? `${url} (simulator)` : link(url)]),
      ['kept in', facts.dataDir ?? 'memory: gone when the stack ends'],
      ['functions', String(facts.functions)],
    ]),
  );
  for (const [exchange, { params, params_with_withdrawal: withdrawal }] of Object.entries(facts.exchanges)) {
    byId('keys').append(element('h3', {}, exchange), element('table', {}, ...rows(Object.entries(params))));
    if (withdrawal === null) continue;
    const others = Object.entries(withdrawal).filter(([name, value]) => params[name] !== value);
    byId('keys').append(
      element('h3', {}, 'with withdrawal access (register with "allow_withdraw": true)'),
      element('table', {}, ...rows(others)),
    );
  }
  const simulators = facts.hosts.filter(({ simulated }) => simulated);
  for (const select of document.querySelectorAll('select[name=simulator]'))
    select.append(...simulators.map(({ title, name }) => element('option', { value: name }, title)));
  showSymbol(simulators);
  byId('kinds').append(...facts.faultKinds.map((kind) => element('option', {}, kind)));
}

/** The price form proposes a symbol that the chosen simulator lists. */
function showSymbol(simulators) {
  const { simulator, symbol } = document.querySelector('form[data-control=price]');
  const propose = () => {
    symbol.value = simulators.find(({ name }) => name === simulator.value)?.symbol ?? '';
  };
  simulator.addEventListener('change', propose);
  propose();
}

/** The field values of a form as the control takes them. An empty price lets the price go. */
function inputOf(form) {
  const { simulator, ...fields } = Object.fromEntries(new FormData(form));
  if ('price' in fields) fields.price = fields.price.trim() || null;
  return { simulator, control: form.dataset.control, input: fields };
}

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.text();
}

async function control(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const isPull = form.dataset.control === 'pull';
  byId('answer').hidden = false;
  byId('answer').textContent = '…';
  const answer = isPull ? await post('/_local/pull', {}) : await post('/_local/control', inputOf(form));
  byId('answer').textContent = answer;
}

async function ask(path, token) {
  const response = await fetch(path, { headers: { authorization: `Bearer ${token}` } });
  const answer = await response.json();
  if (response.ok) return answer.data;
  throw new Error([answer.message, answer.hint].filter(Boolean).join(': '));
}

const columns = {
  Orders: ['created_at', 'symbol', 'side', 'order_type', 'quantity', 'filled_quantity', 'price', 'status', 'order_id'],
  Positions: ['symbol', 'side', 'contracts', 'entry_price', 'mark_price', 'unrealized_pnl', 'leverage'],
};

function listed(title, list) {
  const names = columns[title];
  if (list.length === 0) return [element('h3', {}, title), element('p', {}, 'none')];
  const head = element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name.replaceAll('_', ' '))));
  const body = list.map((row) => element('tr', {}, ...names.map((name) => element('td', {}, String(row[name] ?? '')))));
  return [element('h3', {}, title), element('div', { class: 'scroll' }, element('table', {}, head, ...body))];
}

async function showAccount(token, account) {
  const query = `exchange_account_id=${encodeURIComponent(account)}`;
  const [orders, positions] = await Promise.all([
    ask(`/oems/execution/orders?${query}&limit=20`, token),
    ask(`/oems/execution/positions?${query}`, token),
  ]);
  byId('account').replaceChildren(...listed('Orders', orders.orders), ...listed('Positions', positions.positions));
}

async function show() {
  const form = byId('login');
  const token = form.token.value.trim();
  byId('trouble').hidden = true;
  if (token === '') return;
  sessionStorage.setItem('token', token);
  try {
    const { accounts } = await ask('/delegation/exchange-accounts', token);
    const chosen = form.account.value || accounts[0]?.exchange_account_id;
    const ids = accounts.map(({ exchange_account_id: id }) => element('option', {}, id));
    form.account.replaceChildren(...ids);
    if (chosen === undefined) throw new Error('no account yet: step 2 registers one');
    form.account.value = chosen;
    await showAccount(token, chosen);
  } catch (error) {
    byId('trouble').textContent = error.message;
    byId('trouble').hidden = false;
  }
}

async function showHealth() {
  const isUp = await fetch('/health').then(
    ({ ok }) => ok,
    () => false,
  );
  byId('health').textContent = isUp ? 'running' : 'no answer';
  byId('health').classList.toggle('ok', isUp);
}

showFacts();
for (const form of document.querySelectorAll('form[data-control]')) form.addEventListener('submit', control);
byId('login').token.value = sessionStorage.getItem('token') ?? '';
byId('login').addEventListener('submit', (event) => {
  event.preventDefault();
  show();
});
byId('login').account.addEventListener('change', show);
await Promise.all([showHealth(), show()]);
setInterval(showHealth, 5000);
