using System.Collections.Frozen;

namespace LeadFuel.Accounts;

/// <summary>Domains at which anybody may have a mailbox: an address there says nothing about a company.</summary>
public static class FreeMail
{
    /// <summary>Providers with a domain in many countries.</summary>
    private static readonly Dictionary<string, string> Countries = new()
    {
        ["hotmail"] =
            "com at be ca ch cl cn com.ar com.au com.br com.mx com.tr co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za cz de dk es fi fr gr hu ie it jp lt lv my nl no ph pl pt ro rs ru se sg sk",
        ["outlook"] =
            "com at be ch cl cn co.id co.il co.in co.nz co.th com.ar com.au com.br com.gr com.hr com.pe com.tr com.vn cz de dk ec es fr hu ie in it jp kr la lv my ph pl pt ro sa sg sk tn",
        ["live"] =
            "com at be ca ch cl cn co.kr co.uk co.za com.ar com.au com.mx com.my com.ph com.pt com.sg de dk fi fr hk ie in it jp nl no ph ru se",
        ["yahoo"] =
            "com at be bg ca cl cn co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.cn com.co com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.ua com.ve com.vn cz de dk es fi fr gr hr hu ie in it lt lv nl no pl pt ro rs ru se sk",
        ["ymail"] = "com at be ca co.uk de es fr it",
        ["rocketmail"] = "com co.uk de es fr it",
        ["gmx"] =
            "com at biz ca ch cn co.uk com.br com.tr de es eu fr hk ie info it li net org ph pt ru se sg us",
        ["yandex"] = "com by com.tr kz ru ua uz",
        ["zohomail"] = "com com.au com.cn eu in",
        ["protonmail"] = "com ch",
        ["tutanota"] = "com de",
    };

    private const string Others = """
        gmail.com googlemail.com msn.com passport.com windowslive.com aol.com aol.de aol.fr aol.it aol.co.uk aim.com
        icloud.com me.com mac.com proton.me pm.me tutamail.com tuta.io tuta.com keemail.me hushmail.com hush.com
        fastmail.com fastmail.fm zoho.com zoho.eu hey.com mail.com email.com usa.com europe.com inbox.com
        mailbox.org posteo.de posteo.net posteo.eu riseup.net disroot.org startmail.com runbox.com
        ya.ru mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru ukr.net i.ua seznam.cz email.cz post.cz centrum.cz
        wp.pl o2.pl onet.pl op.pl interia.pl interia.eu gazeta.pl azet.sk zoznam.sk abv.bg mail.bg
        web.de freenet.de t-online.de arcor.de online.de email.de vodafone.de vodafonemail.de o2online.de
        bluewin.ch hispeed.ch sunrise.ch a1.net aon.at chello.at
        free.fr orange.fr wanadoo.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr
        libero.it virgilio.it alice.it tin.it tim.it tiscali.it inwind.it iol.it telefonica.net terra.es
        sapo.pt mail.pt skynet.be telenet.be proximus.be ziggo.nl home.nl kpnmail.nl planet.nl hetnet.nl xs4all.nl upcmail.nl
        btinternet.com btopenworld.com sky.com virginmedia.com ntlworld.com talktalk.net blueyonder.co.uk tiscali.co.uk eircom.net
        telia.com bredband.net spray.se comhem.se online.no mail.dk jubii.dk
        comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net juno.com netzero.net
        rogers.com shaw.ca sympatico.ca bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz
        uol.com.br bol.com.br terra.com.br ig.com.br prodigy.net.mx
        qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com
        naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com rediffmail.com
        walla.co.il walla.com mynet.com
        """;

    private static readonly FrozenSet<string> Known = Countries
        .SelectMany(one => one.Value.Split(' ').Select(end => $"{one.Key}.{end}"))
        .Concat(Others.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Domains { get; } = [.. Known];

    /// <param name="domain">In lower case and A-labels.</param>
    public static bool Is(string domain) => Known.Contains(domain);
}
