//! What a stranger sends: each refusal names its place, and nothing slips through.

use recipes::{MAX_BYTES, MAX_DEPTH, Refused, What, Why, parse};

fn svg(inside: &str) -> Result<recipes::Recipe, Refused> {
    parse(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"100\" height=\"80\">\n{inside}</svg>"
    ))
}

#[test]
fn nothing_that_runs_or_reaches_out_is_taken() {
    let id = "0".repeat(26);
    let attacks = [
        "<script>alert(1)</script>",
        "<style>rect{fill:url(http://x)}</style>",
        "<foreignObject width='9' height='9'/>",
        "<animate attributeName='x'/>",
        "<set attributeName='href' to='javascript:1'/>",
        "<use href='#a'/>",
        "<a href='javascript:1'/>",
        "<g onclick='alert(1)'/>",
        "<g style='background:url(http://x)'/>",
        "<g style='fill:url(http://x/#a)'/>",
        "<g style='fill:red;behavior:url(x)'/>",
        "<g fill='url(http://x/a.svg#a)'/>",
        "<g fill='url(#a) red'/>",
        "<g filter='blur(3px)'/>",
        "<g clip-path='circle(3px)'/>",
        "<g class='x'/>",
        "<g xml:space='preserve'/>",
        "<image width='9' height='9' href='data:image/png;base64,AAAA'/>",
        "<image width='9' height='9' href='https://x/y.png'/>",
        "<image width='9' height='9' href='picture:../../etc/passwd'/>",
        "<image width='9' height='9' xlink:href='/etc/passwd'/>",
        "<image width='9' height='9' href='asset:AB'/>",
        "<filter><feImage href='#a'/></filter>",
        "<filter><feTurbulence baseFrequency='1'/></filter>",
        "<filter><feDisplacementMap scale='9'/></filter>",
        "<filter><feBlend mode='luminosity'/></filter>",
        "<g style='mix-blend-mode:color'/>",
        "<svg width='1' height='1'/>",
        "<metadata/>",
        "<?xml-stylesheet href='x'?>",
        "<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>",
        "<g xmlns=''/>",
        "&entity;",
        "words",
        "<text>\u{202e}</text>",
        "<text>\u{1f408}</text>",
        "<rect width='1e9' height='1'/>",
        "<rect width='NaN' height='1'/>",
        "<rect width='1' height='inf'/>",
        "<path d='M0 0L1e99 0'/>",
        "<path d='L1 1'/>",
        "<path d=''/>",
        "<g transform='scale(1e9)'/>",
        "<filter><feConvolveMatrix order='3' kernelMatrix='1 2'/></filter>",
        "<filter><feConvolveMatrix order='2' targetX='2' kernelMatrix='1 2 3 4'/></filter>",
        "<filter><feColorMatrix values='1'/></filter>",
        "<filter filterUnits='userSpaceOnUse'/>",
    ];
    for attack in attacks {
        let refused = svg(attack).expect_err(attack);
        assert!(refused.line == 2 || matches!(refused.why, Why::Doctype | Why::Words), "{attack}: {refused}");
        assert!(refused.to_string().contains("<"), "{refused}");
    }
    assert!(svg(&format!("<image width='9' height='9' xlink:href='picture:{id}'/>")).is_ok());
}

#[test]
fn documents_with_types_and_broken_ones_are_not_taken() {
    let laughs = "<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'>&b;</svg>";
    assert_eq!(parse(laughs).unwrap_err().why, Why::Doctype);
    let sheet = "<?xml-stylesheet href='x'?><svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";
    assert_eq!(parse(sheet).unwrap_err().why, Why::Doctype);
    for broken in ["", " ", "<svg", "<svg></g>", "\u{0}", "<svg/>", "<g xmlns='http://www.w3.org/2000/svg'/>"]
    {
        parse(broken).expect_err(broken);
    }
}

#[test]
fn references_lead_to_what_fits_and_in_no_circle() {
    let why = |inside: &str| svg(inside).unwrap_err().why;
    assert_eq!(why("<g fill='url(#a)'/>"), Why::Reference("url(#a)".to_owned()));
    assert_eq!(why("<g id='a' mask='url(#a)'/>"), Why::Reference("url(#a)".to_owned()));
    assert_eq!(why("<g id='a'/><g id='a'/>"), Why::Twice("a".to_owned()));
    let own = "<mask id='a'><g mask='url(#a)'/></mask>";
    assert_eq!(why(own), Why::Circle("a".to_owned()));
    let through = "<pattern id='a' width='1' height='1'><rect width='1' height='1' fill='url(#b)'/></pattern>\
                   <pattern id='b' width='1' height='1' ><g fill='url(#a)'><rect width='1' height='1'/></g></pattern>";
    assert!(matches!(why(through), Why::Circle(_)));
    assert_eq!(
        why("<filter><feOffset in='later'/><feOffset result='later'/></filter>"),
        Why::Reference("later".to_owned())
    );
    assert!(svg("<filter><feFlood result='f'/><feMerge><feMergeNode in='f'/></feMerge></filter>").is_ok());
}

#[test]
fn what_grows_when_drawn_is_bounded() {
    let many = |what: &str| svg(what).unwrap_err().why;
    let rects = |fill: &str| format!("<rect width='1' height='1' fill='{fill}'/>").repeat(30);
    let mut laughs = format!("<pattern id='p0' width='1' height='1'>{}</pattern>", rects("red"));
    for level in 1..5 {
        let inner = rects(&format!("url(#p{})", level - 1));
        laughs += &format!("<pattern id='p{level}' width='1' height='1'>{inner}</pattern>");
    }
    assert!(matches!(many(&laughs), Why::TooMany { what: What::Drawn, .. }));
    let mut chain = "<clipPath id='c0'/>".to_owned();
    for level in 1..20 {
        chain += &format!("<clipPath id='c{level}' clip-path='url(#c{})'/>", level - 1);
    }
    assert!(matches!(many(&chain), Why::TooMany { what: What::Chain, .. }));
    let deep = "<g>".repeat(MAX_DEPTH) + &"</g>".repeat(MAX_DEPTH);
    assert!(matches!(many(&deep), Why::TooMany { what: What::Depth, .. }));
    assert!(matches!(many(&"<g/>".repeat(5_000)), Why::TooMany { what: What::Nodes, .. }));
    assert!(matches!(many(&format!("<path d='M0 0{}'/>", "h1".repeat(50_000))), Why::Value { .. }));
    assert!(matches!(
        many(&format!("<text>{}</text>", "a".repeat(6_000))),
        Why::TooMany { what: What::Characters, .. }
    ));
    assert!(matches!(many(&"<filter/>".repeat(41)), Why::TooMany { what: What::Filters, .. }));
    assert!(matches!(many(&" ".repeat(MAX_BYTES)), Why::Bytes(_)));
}

#[test]
fn a_text_made_to_be_slow_is_refused_in_time() {
    let many = |part: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        for place in 0.. {
            let part = part(place);
            if text.len() + part.len() > MAX_BYTES - 200 {
                return text;
            }
            text += &part;
        }
        text
    };
    let began = std::time::Instant::now();
    svg(&many(&|_| "<g>".to_owned())).unwrap_err();
    svg(&format!("<g {}/>", many(&|place| format!(" a{place}=''")))).unwrap_err();
    svg(&format!("<g {}/>", many(&|place| format!(" xmlns:a{place}='b{place}'")))).unwrap_err();
    svg(&many(&|place| format!("<g xmlns:a='b{place}'>"))).unwrap_err();
    svg(&format!("<g fill='{}'/>", many(&|_| "&#32;".to_owned()))).unwrap_err();
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
