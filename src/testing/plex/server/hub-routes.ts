import { container, htmlError } from '../answers.ts';
import { countHeaders, counts, cut, pagingOf } from '../listing/paging.ts';
import type { WireObject } from '../wire.ts';
import { libraryFields } from './containers.ts';
import { type HubPlan, homeHubs, sectionHubs } from './hub-plans.ts';
import { onDeck } from './on-deck.ts';
import { recentlyAdded } from './recent.ts';
import { queryOf, type ServerApp, type ServerContext } from './server-env.ts';
import { type ServerState, sectionOf } from './server-state.ts';
import { mixedRows } from './viewer.ts';

/** How many items a hub shows unless the client says it. */
const usualCount = 6;

/** What the start page and the page of a section are made of. Pages of hubs are not a thing: "see all" is a hub's key. */
export function addHubRoutes(app: ServerApp, state: ServerState): void {
  const hub = (context: ServerContext, plan: HubPlan): WireObject => {
    const query = queryOf(context);
    const asked = query.get('count');
    const count = asked !== null && /^\d+$/.test(asked) ? Number(asked) : usualCount;
    const keys = plan.keys(context.get('viewer'));
    const rows = mixedRows(state, context.get('viewer'), query, keys.slice(0, count), false);
    const { key, title, type, hubIdentifier, style, isPromoted } = plan;
    return {
      hubKey: rows.length === 0 ? undefined : `/library/metadata/${rows.map(({ ratingKey }) => ratingKey).join(',')}`,
      key,
      title,
      type,
      hubIdentifier,
      context: `hub.${hubIdentifier.replace(/\.\d+$/, '')}`,
      size: rows.length,
      more: keys.length > rows.length,
      style,
      promoted: isPromoted ? true : undefined,
      Metadata: rows.length === 0 ? undefined : rows,
    };
  };
  const page = (context: ServerContext, plans: readonly HubPlan[], fields: WireObject): Response => {
    const query = queryOf(context);
    const wanted = query.get('identifier')?.split(',');
    const shown = plans
      .filter(({ hubIdentifier }) => wanted === undefined || wanted.includes(hubIdentifier))
      .filter(({ isContinue }) => !isContinue || query.get('excludeContinueWatching') !== '1');
    const Hub = shown.map((plan) => hub(context, plan));
    return container(context.req.raw, { size: Hub.length, ...fields, Hub: Hub.length === 0 ? undefined : Hub });
  };
  const list = (context: ServerContext, keys: readonly number[]): Response => {
    const query = queryOf(context);
    const paging = pagingOf(context.req.raw, query);
    const rows = mixedRows(state, context.get('viewer'), query, cut(keys, paging), false);
    const fields = {
      ...counts(paging, rows.length, keys.length),
      ...libraryFields(undefined),
      Metadata: rows.length === 0 ? undefined : rows,
    };
    return container(context.req.raw, fields, countHeaders(paging, keys.length));
  };

  const home = homeHubs(state);
  app.get('/hubs', (context) => page(context, home, libraryFields(undefined)));
  app.get('/hubs/promoted', (context) =>
    page(
      context,
      home.filter(({ isPromoted }) => isPromoted),
      libraryFields(undefined),
    ),
  );
  app.get('/hubs/continueWatching', (context) =>
    page(
      context,
      home.filter(({ isContinue }) => isContinue),
      libraryFields(undefined),
    ),
  );
  app.get('/hubs/sections/:id', (context) => {
    const section = sectionOf(state, context.req.param('id'));
    return section === undefined ? htmlError(404) : page(context, sectionHubs(state, section), libraryFields(section));
  });
  app.get('/hubs/items', (context) => {
    const identifier = queryOf(context).get('identifier');
    const plans = [...home, ...state.sections.flatMap((section) => sectionHubs(state, section))];
    const plan = plans.find(({ hubIdentifier }) => hubIdentifier === identifier);
    return plan === undefined ? htmlError(404) : list(context, plan.keys(context.get('viewer')));
  });
  app.get('/hubs/home/continueWatching', (context) => list(context, onDeck(state, context.get('viewer'))));
  app.get('/hubs/home/recentlyAdded', (context) => {
    const type = queryOf(context).get('type') === '1' ? 'movie' : 'show';
    const section = state.sections.find((each) => each.type === type);
    return section === undefined ? htmlError(404) : list(context, recentlyAdded(state, context.get('viewer'), section));
  });
}
