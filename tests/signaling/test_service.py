from signaling.messages import Admission, Admit, Admitted, ConnectionOpen, Role, Roster, Welcome
from tests.signaling.house import House, until


async def test_a_pupil_waits_until_the_teacher_lets_them_in_and_then_both_are_connected() -> None:
    house = House()
    async with house.service, house.client("teacher", Role.TEACHER) as teacher:
        await until(teacher, Roster)
        async with house.client("pupil") as pupil:
            welcome = await until(pupil, Welcome)
            assert isinstance(welcome, Welcome)
            assert welcome.admission is Admission.WAITING
            await until(teacher, Roster)
            teacher.send(Admit(participant="pupil"))
            admitted = await until(pupil, Admitted)
            assert isinstance(admitted, Admitted)
            assert admitted.state is Admission.ADMITTED
            one, two = await until(teacher, ConnectionOpen), await until(pupil, ConnectionOpen)
            assert isinstance(one, ConnectionOpen)
            assert isinstance(two, ConnectionOpen)
            assert one.connection == two.connection
            assert one.polite is not two.polite
