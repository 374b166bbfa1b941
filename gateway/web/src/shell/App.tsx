import { lazy, Suspense, useEffect } from "react";
import { Redirect, Route as At, Switch, useLocation } from "wouter";
import { cache, useSession } from "../data";
import { whenSignedOut } from "../data/call";
import { routes, type Route } from "../routes";
import { Failed, Loading, Page } from "../ui";
import { Toasts } from "../ui/Toast";
import { AreaBoundary } from "./AreaBoundary";
import { Frame } from "./Frame";
import { NotFound } from "./NotFound";

const Leaving = lazy(() => import("../account/Leaving"));

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
  const state = session.data?.account.state;
  if ((state === "deletion_pending" || state === "purging") && !session.data?.impersonation) {
    return (
      <AreaBoundary area="account">
        <Suspense fallback={null}>
          <Leaving />
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
