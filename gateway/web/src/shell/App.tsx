import { lazy, Suspense, useEffect } from "react";
import { Redirect, Route as At, Switch, useLocation } from "wouter";
import { cache, useSession } from "../data";
import { whenSignedOut } from "../data/call";
import { routes, type Route } from "../routes";
import { Failed, Loading, Page } from "../ui";
import { Asked, putOff } from "../ui/Asked";
import { Toasts } from "../ui/Toast";
import { AreaBoundary } from "./AreaBoundary";
import { Frame } from "./Frame";
import { NotFound } from "./NotFound";

const Leaving = lazy(() => import("../account/Leaving"));
const Suspended = lazy(() => import("../account/Suspended"));

/** The one page that an account shows while it is held. */
const held: Record<string, typeof Leaving | undefined> = {
  deletion_pending: Leaving,
  purging: Leaving,
  suspended: Suspended,
};

export function App() {
  const [, go] = useLocation();
  useEffect(
    () =>
      whenSignedOut(() => {
        // Who comes for the first time has no session that could have ended.
        const fresh = cache
          .getQueryCache()
          .getAll()
          .every((query) => query.state.data === undefined);
        cache.clear();
        putOff();
        const here = location.pathname + location.search;
        if (!location.pathname.startsWith("/sign-in"))
          go(fresh && here === "/home" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`, {
            replace: true,
          });
      }),
    [go],
  );
  return (
    <>
      <Switch>
        {routes.map((route) => (
          <At key={route.path} path={route.path}>
            {route.public ? <Open route={route} /> : <SignedIn route={route} />}
          </At>
        ))}
        <At>
          <NotFound />
        </At>
      </Switch>
      <Asked />
      <Toasts />
    </>
  );
}

function Open({ route }: { route: Route }) {
  return (
    <AreaBoundary area={route.area}>
      <Suspense fallback={null}>
        <route.page />
      </Suspense>
    </AreaBoundary>
  );
}

function SignedIn({ route }: { route: Route }) {
  const session = useSession();
  if (session.error?.status === 401) return <Redirect to="/sign-in" replace />;
  const Held = session.data?.impersonation ? undefined : held[session.data?.account.state ?? ""];
  if (Held) {
    return (
      <AreaBoundary area="account">
        <Suspense fallback={null}>
          <Held />
        </Suspense>
      </AreaBoundary>
    );
  }
  return (
    <Frame>
      {session.error && !session.data ? (
        <Page title={route.title}>
          <Failed problem={session.error} retry={() => void session.refetch()} />
        </Page>
      ) : (
        <AreaBoundary area={route.area} key={route.path}>
          <Suspense
            fallback={
              <main className="page">
                <div className="page-body">
                  <Loading />
                </div>
              </main>
            }
          >
            <route.page />
          </Suspense>
        </AreaBoundary>
      )}
    </Frame>
  );
}
